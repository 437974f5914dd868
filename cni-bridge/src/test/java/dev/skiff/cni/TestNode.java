package dev.skiff.cni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skiff.iptables.libc.FileDescriptor;
import dev.skiff.iptables.namespace.KernelNetworkNamespaces;
import dev.skiff.iptables.route.Cidr;
import dev.skiff.iptables.route.InterfaceAddress;
import dev.skiff.iptables.route.KernelNetwork;
import dev.skiff.iptables.route.Link;
import dev.skiff.iptables.route.Network;
import dev.skiff.iptables.route.Route;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** A node at 192.168.77.1 with a machine outside the cluster at 192.168.77.2, in namespaces. */
final class TestNode implements AutoCloseable {
  static final String ADDRESS = "192.168.77.1";
  static final String OUTSIDE = "192.168.77.2";
  private static final AtomicInteger LAST = new AtomicInteger();
  private final KernelNetworkNamespaces namespaces = new KernelNetworkNamespaces();
  private final List<Path> made = new ArrayList<>();
  private final List<ServerSocket> servers = new ArrayList<>();
  final Path node;
  final Path outside;

  /** An answer of the plugin. */
  record Answer(int status, JsonNode json) {}

  TestNode() throws Exception {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "needs root: network namespaces are made");
    node = namespace();
    outside = namespace();
    in(
        node,
        () -> {
          try (Network network = KernelNetwork.open();
              FileDescriptor other = FileDescriptor.open(outside)) {
            Link link = network.links().addVeth("uplink", 1400, "eth0", other, null);
            up(network, link, ADDRESS + "/24");
            network.routes().replace(via(OUTSIDE));
          }
          return null;
        });
    in(
        outside,
        () -> {
          try (Network network = KernelNetwork.open()) {
            up(network, network.links().find("eth0").orElseThrow(), OUTSIDE + "/24");
          }
          return null;
        });
  }

  private static void up(Network network, Link link, String address) {
    network.links().setUp(network.links().find("lo").orElseThrow().index());
    network.addresses().replace(new InterfaceAddress(link.index(), Cidr.parse(address)));
    network.links().setUp(link.index());
  }

  private static Route via(String gateway) {
    return Route.via(Cidr.parse("0.0.0.0/0"), InetAddress.ofLiteral(gateway));
  }

  /** Makes a namespace, as the runtime does for a pod. */
  Path namespace() {
    Path path =
        Path.of(
            "/run/netns/kernel-cni-"
                + ProcessHandle.current().pid()
                + "-"
                + LAST.incrementAndGet());
    namespaces.create(path);
    made.add(path);
    return path;
  }

  <T> T in(Path namespace, Callable<T> work) throws Exception {
    return namespaces.in(namespace, work);
  }

  /** Runs the plugin on the node. */
  Answer plugin(String command, String container, Path pod, String configuration) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("CNI_COMMAND", command);
    environment.put("CNI_CONTAINERID", container);
    environment.put("CNI_IFNAME", "eth0");
    if (pod != null) {
      environment.put("CNI_NETNS", pod.toString());
    }
    return in(
        node,
        () -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          int status =
              Main.run(
                  environment,
                  new ByteArrayInputStream(configuration.getBytes(StandardCharsets.UTF_8)),
                  new PrintStream(out, true, StandardCharsets.UTF_8));
          return new Answer(status, new ObjectMapper().readTree(out.toByteArray()));
        });
  }

  /** Serves TCP in a namespace: whoever connects is told the address it came from. */
  void serve(Path namespace, int port) throws Exception {
    ServerSocket server = in(namespace, () -> new ServerSocket(port));
    servers.add(server);
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                  String peer = socket.getInetAddress().getHostAddress();
                  socket.getOutputStream().write(peer.getBytes(StandardCharsets.UTF_8));
                } catch (java.io.IOException e) {
                  // closed: the loop ends
                }
              }
            });
  }

  /** Connects from a namespace and returns what the server says: the address it sees. */
  String connect(Path from, String address, int port) throws Exception {
    return in(
        from,
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 2000);
            socket.setSoTimeout(2000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          }
        });
  }

  @Override
  public void close() throws Exception {
    for (ServerSocket server : servers) {
      server.close();
    }
    made.forEach(namespaces::delete);
  }
}
