package dev.skiff.controlplane.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.behaviour.DefaultFlows;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * What every cluster has from its first second: namespaces, roles, the API server's own Service,
 * the DNS Service, priority classes, flow schemas and published certificates. Present objects are
 * left alone.
 */
@Singleton
public final class DefaultObjects {
  /** After the server can handle requests, before anybody else can send one. */
  public static final int BEFORE_CONTROLLERS = 500;

  private static final Logger LOG = Logger.getLogger(DefaultObjects.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SkiffConfig config;
  private final PublishedAuthorities published;
  private final ClusterState state;
  private final LoopbackClient client;
  private final DefaultRoles roles;

  DefaultObjects(
      SkiffConfig config,
      PublishedAuthorities published,
      ClusterState state,
      LoopbackClient client,
      DefaultRoles roles) {
    this.config = config;
    this.published = published;
    this.state = state;
    this.client = client;
    this.roles = roles;
  }

  void start(@Observes @Priority(BEFORE_CONTROLLERS) StartupEvent event) {
    long begin = System.nanoTime();
    try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
      all(together, namespaces());
      List<Runnable> rest = new ArrayList<>();
      for (ObjectNode role : DefaultRoles.all()) rest.add(() -> roles.ensure(role));
      rest.addAll(systemObjects());
      all(together, rest);
    } catch (IOException failed) {
      throw new IllegalStateException("Cannot create the default objects", failed);
    }
    LOG.debugf("Default objects are there after %d ms", (System.nanoTime() - begin) / 1_000_000);
  }

  /** Writes share commits when they come together. */
  private static void all(ExecutorService together, List<Runnable> tasks) {
    CompletableFuture.allOf(
            tasks.stream()
                .map(task -> CompletableFuture.runAsync(task, together))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private List<Runnable> namespaces() {
    List<Runnable> tasks = new ArrayList<>();
    for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      tasks.add(
          () -> create("/api/v1/namespaces", "namespaces", object("v1", "Namespace", "", name)));
    }
    return tasks;
  }

  private List<Runnable> systemObjects() throws IOException {
    List<Runnable> tasks = new ArrayList<>();
    ObjectNode network = object("networking.k8s.io/v1", "ServiceCIDR", "", "kubernetes");
    network.putObject("spec").putArray("cidrs").add(config.serviceCidr());
    tasks.add(
        () ->
            create(
                "/apis/networking.k8s.io/v1/servicecidrs",
                "servicecidrs.networking.k8s.io",
                network));
    tasks.add(() -> service("default", kubernetesService()));
    tasks.add(() -> service("kube-system", dnsService()));
    if (!isLoopback(config.advertiseAddress())) {
      ApiServerEndpoints endpoints = new ApiServerEndpoints(config, state, client);
      tasks.add(endpoints::publish);
    }
    tasks.add(() -> priorityClass("system-cluster-critical", 2_000_000_000, CLUSTER_CRITICAL));
    tasks.add(() -> priorityClass("system-node-critical", 2_000_001_000, NODE_CRITICAL));
    tasks.addAll(flows("PriorityLevelConfiguration", DefaultFlows.levels()));
    tasks.addAll(flows("FlowSchema", DefaultFlows.schemas()));
    tasks.add(published::clusterInfo);
    tasks.add(published::extensionAuthentication);
    ObjectNode token = bootstrapToken();
    tasks.add(() -> create("/api/v1/namespaces/kube-system/secrets", "secrets", token));
    return tasks;
  }

  private static final String CLUSTER_CRITICAL =
      "For Pods that the cluster cannot do without, and that may run on any node.";
  private static final String NODE_CRITICAL = "For Pods that their node cannot do without.";

  private ObjectNode kubernetesService() {
    String address = ServiceAddresses.first(config.serviceCidr());
    return json(
        """
        {"apiVersion":"v1","kind":"Service",
         "metadata":{"name":"kubernetes","namespace":"default",
          "labels":{"component":"apiserver","provider":"kubernetes"}},
         "spec":{"clusterIP":"%s","clusterIPs":["%s"],"type":"ClusterIP","sessionAffinity":"None",
          "ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack",
          "ports":[{"name":"https","port":443,"protocol":"TCP","targetPort":%d}]}}
        """
            .formatted(address, address, config.port()));
  }

  /** Answered by the agent of each node; so it selects no Pods. */
  private ObjectNode dnsService() {
    return json(
        """
        {"apiVersion":"v1","kind":"Service",
         "metadata":{"name":"kube-dns","namespace":"kube-system",
          "labels":{"k8s-app":"kube-dns","kubernetes.io/cluster-service":"true",
           "kubernetes.io/name":"CoreDNS"}},
         "spec":{"clusterIP":"%s","clusterIPs":["%s"],"type":"ClusterIP",
          "ports":[{"name":"dns","port":53,"protocol":"UDP","targetPort":53},
           {"name":"dns-tcp","port":53,"protocol":"TCP","targetPort":53}]}}
        """
            .formatted(config.clusterDns(), config.clusterDns()));
  }

  private ObjectNode bootstrapToken() throws IOException {
    BootstrapToken token =
        BootstrapToken.readOrCreate(config.dataDir().resolve("pki/bootstrap-token"));
    ObjectNode secret = object("v1", "Secret", "kube-system", "bootstrap-token-" + token.id());
    secret.put("type", "bootstrap.kubernetes.io/token");
    ObjectNode data = secret.putObject("data");
    data.put("token-id", bytes(token.id()));
    data.put("token-secret", bytes(token.secret()));
    data.put("usage-bootstrap-authentication", bytes("true"));
    data.put("usage-bootstrap-signing", bytes("true"));
    data.put("description", bytes("Made at the first start, for nodes that join."));
    return secret;
  }

  private void priorityClass(String name, int value, String description) {
    ObjectNode object = object("scheduling.k8s.io/v1", "PriorityClass", "", name);
    object.put("value", value).put("description", description);
    object.put("preemptionPolicy", "PreemptLowerPriority");
    create(
        "/apis/scheduling.k8s.io/v1/priorityclasses", "priorityclasses.scheduling.k8s.io", object);
  }

  /** Nothing is queued by them here; clients look for them all the same. */
  private List<Runnable> flows(String kind, JsonNode specs) {
    String resource = kind.toLowerCase(Locale.ROOT) + "s";
    List<Runnable> tasks = new ArrayList<>();
    for (Map.Entry<String, JsonNode> flow : specs.properties()) {
      ObjectNode object = object("flowcontrol.apiserver.k8s.io/v1", kind, "", flow.getKey());
      object.withObject("/metadata/annotations").put("apf.kubernetes.io/autoupdate-spec", "true");
      object.set("spec", flow.getValue());
      tasks.add(
          () -> {
            if (state
                .get(resource + ".flowcontrol.apiserver.k8s.io", "", flow.getKey())
                .isPresent()) return;
            client.create(
                "/apis/flowcontrol.apiserver.k8s.io/v1/" + resource,
                object,
                "api-priority-and-fairness-config-producer-v1");
          });
    }
    return tasks;
  }

  private void service(String namespace, ObjectNode service) {
    create("/api/v1/namespaces/" + namespace + "/services", "services", service);
  }

  private void create(String collection, String resource, ObjectNode object) {
    String namespace = object.path("metadata").path("namespace").asText();
    String name = object.path("metadata").path("name").asText();
    if (state.get(resource, namespace, name).isEmpty()) client.create(collection, object);
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  private static ObjectNode object(String apiVersion, String kind, String namespace, String name) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", apiVersion).put("kind", kind);
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    if (!namespace.isEmpty()) metadata.put("namespace", namespace);
    return object;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }
}
