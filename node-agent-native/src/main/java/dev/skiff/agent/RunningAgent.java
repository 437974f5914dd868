package dev.skiff.agent;

import dev.skiff.agent.admission.NodeAdmission;
import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.ApiResource;
import dev.skiff.agent.api.Informer;
import dev.skiff.agent.api.ResourceEventHandler;
import dev.skiff.agent.certificate.ServingCertificate;
import dev.skiff.agent.cluster.ApiEventRecorder;
import dev.skiff.agent.cluster.ClusterServices;
import dev.skiff.agent.cluster.CriNodeRuntime;
import dev.skiff.agent.cluster.CriStreamingRuntime;
import dev.skiff.agent.cluster.NodePods;
import dev.skiff.agent.cluster.OwnNode;
import dev.skiff.agent.cluster.PodCidr;
import dev.skiff.agent.cluster.ServiceFeeds;
import dev.skiff.agent.container.NodeSettings;
import dev.skiff.agent.dns.DnsServer;
import dev.skiff.agent.dns.ServiceDirectory;
import dev.skiff.agent.housekeeping.Housekeeping;
import dev.skiff.agent.network.CniConfiguration;
import dev.skiff.agent.network.HostNetwork;
import dev.skiff.agent.network.NodeRoutes;
import dev.skiff.agent.node.Machine;
import dev.skiff.agent.node.NodeHeartbeat;
import dev.skiff.agent.node.NodeIdentity;
import dev.skiff.agent.node.NodePressure;
import dev.skiff.agent.node.NodeRegistration;
import dev.skiff.agent.pod.EventRecorder;
import dev.skiff.agent.pod.PodManager;
import dev.skiff.agent.proxy.ProxyConfiguration;
import dev.skiff.agent.proxy.ServiceProxy;
import dev.skiff.agent.server.CallerAuthorizer;
import dev.skiff.agent.server.ContainerLogs;
import dev.skiff.agent.server.KubeletApi;
import dev.skiff.agent.server.KubeletServer;
import dev.skiff.agent.server.Monitoring;
import dev.skiff.agent.server.Streaming;
import dev.skiff.iptables.conntrack.KernelConntrack;
import dev.skiff.iptables.nftables.KernelNftables;
import dev.skiff.iptables.route.Cidr;
import dev.skiff.iptables.route.KernelNetwork;
import dev.skiff.iptables.route.Network;
import dev.skiff.iptables.sysctl.KernelSysctls;
import io.fabric8.kubernetes.api.model.Node;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/** The parts of the agent, once it may speak to the cluster. */
final class RunningAgent implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(RunningAgent.class);
  private static final long DNS_RETRY_MILLIS = 5000;

  private final AgentConfig config;
  private final Vertx vertx;
  private final NodeIdentity identity;
  private final ApiClient client;
  private final ServiceDirectory directory = new ServiceDirectory();
  private final Housekeeping housekeeping = new Housekeeping();
  private KubeletServer server;
  private LocalRuntime runtime;

  RunningAgent(AgentConfig config, Vertx vertx, NodeIdentity identity, ApiClient client) {
    this.config = config;
    this.vertx = vertx;
    this.identity = identity;
    this.client = client;
  }

  /**
   * Starts all parts; returns when they run.
   *
   * @param starting the runtime, which may still be on its way
   */
  void start(Future<LocalRuntime> starting)
      throws IOException, InterruptedException, ExecutionException {
    Network network = prepareNetwork();
    ClusterServices services =
        new ClusterServices(client, new ServiceFeeds(directory, startProxy()));
    startDns();
    Node node = NodeRegistration.register(client, identity);

    runtime = starting.get();
    CriNodeRuntime nodeRuntime =
        new CriNodeRuntime(runtime.cri().runtime(), runtime.cri().images());
    NodePressure pressure = new NodePressure();
    NodeHeartbeat heartbeat =
        new NodeHeartbeat(
            client, node, identity, config.port(), new Machine(config), nodeRuntime, pressure);
    NodePods pods = new NodePods(client, identity.name());
    OwnNode ownNode = new OwnNode(client, node);
    serve(pods);
    EventRecorder events = new ApiEventRecorder(client, identity.name());
    followNodes(network, ownNode, heartbeat, nodeRuntime);
    heartbeat.start();
    NodeSettings settings = PodParts.settings(config, identity);
    NodeAdmission admission = new NodeAdmission(ownNode, settings.allocatable());
    PodManager manager = PodParts.manager(client, runtime, services, settings, admission, events);
    HouseParts.start(
        housekeeping, config, settings, identity, runtime, events, manager, admission, pressure);
    pods.subscribe(manager);
  }

  @Override
  public void close() {
    try {
      if (server != null) {
        server.close();
      }
    } catch (IOException e) {
      LOG.debug("closing the kubelet API", e);
    }
    housekeeping.close();
    client.close();
    if (runtime != null) {
      runtime.close();
    }
  }

  private Network prepareNetwork() {
    Network network = KernelNetwork.open();
    new HostNetwork(network, new KernelSysctls())
        .prepare(
            identity.address(),
            Cidr.parse(config.serviceCidr()),
            InetAddress.ofLiteral(config.clusterDns()));
    return network;
  }

  private ServiceProxy startProxy() {
    return ServiceProxy.start(
        new ProxyConfiguration(
            identity.name(),
            Cidr.parse(config.clusterCidr()),
            Cidr.parse(config.serviceCidr()),
            InetAddress.ofLiteral(config.clusterDns())),
        KernelNftables.open(),
        KernelConntrack.open());
  }

  private void startDns() {
    DnsServer.start(
            vertx, config.clusterDns(), 53, config.clusterDomain(), config.resolvConf(), directory)
        .onFailure(
            e -> {
              // Whoever has the port may let go of it.
              LOG.errorf("cluster DNS cannot be answered yet: %s", e.getMessage());
              vertx.setTimer(DNS_RETRY_MILLIS, again -> startDns());
            });
  }

  private void serve(NodePods pods) throws IOException {
    KubeletApi api =
        new KubeletApi(
            new CallerAuthorizer(client, identity.name()),
            pods,
            new ContainerLogs(pods, PodParts.LOG_DIRECTORY),
            new Streaming(new CriStreamingRuntime(runtime.cri().runtime())),
            new Monitoring(identity.name(), config, pods, runtime.cri().runtime()));
    server = new KubeletServer(api, client.kubeconfig().authority(), config.port());
    new ServingCertificate(client, identity.name(), identity.address(), config.dataDir())
        .keep(server::useCertificate);
  }

  private void followNodes(
      Network network, OwnNode ownNode, NodeHeartbeat heartbeat, CriNodeRuntime nodeRuntime) {
    List<ResourceEventHandler<Node>> handlers =
        List.of(
            ownNode,
            new PodCidr(identity.name(), new CniConfiguration(config), nodeRuntime, heartbeat),
            new NodeRoutes(identity.name(), network.routes(), Cidr.parse(config.clusterCidr())));
    Informer.start(client, ApiResource.NODES, null, "", ResourceEventHandler.all(handlers));
  }
}
