package dev.skiff.agent.proxy;

import dev.skiff.iptables.conntrack.KernelConntrack;
import dev.skiff.iptables.libc.FileDescriptor;
import dev.skiff.iptables.namespace.KernelNetworkNamespaces;
import dev.skiff.iptables.nftables.KernelNftables;
import dev.skiff.iptables.route.Cidr;
import dev.skiff.iptables.route.InterfaceAddress;
import dev.skiff.iptables.route.KernelNetwork;
import dev.skiff.iptables.route.Link;
import dev.skiff.iptables.route.Network;
import dev.skiff.iptables.route.Route;
import dev.skiff.iptables.sysctl.KernelSysctls;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/**
 * A node with the proxy, pods on its bridge and a machine outside the cluster, each in a network
 * namespace of its own. Pods serve TCP and UDP on port 8080: they answer their own name and the
 * address that they see.
 */
final class Testbed implements AutoCloseable {
  static final String NODE_ADDRESS = "192.168.77.1";
  static final String OUTSIDE_ADDRESS = "192.168.77.2";
  static final String BRIDGE_ADDRESS = "10.244.1.1";
  private static final AtomicInteger LAST = new AtomicInteger();

  private final KernelNetworkNamespaces namespaces = new KernelNetworkNamespaces();
  private final Map<String, Path> made = new LinkedHashMap<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  ServiceProxy proxy;

  Testbed() throws Exception {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "needs root: network namespaces are made");
    namespace("node");
    namespace("outside");
    in("node", this::node);
    in(
        "outside",
        () -> {
          try (Network network = KernelNetwork.open()) {
            up(network, "eth0", OUTSIDE_ADDRESS + "/24", NODE_ADDRESS);
          }
          return null;
        });
    restartProxy();
  }

  private Void node() throws Exception {
    try (Network network = KernelNetwork.open();
        FileDescriptor outside = FileDescriptor.open(made.get("outside"))) {
      network.links().addVeth("uplink", 1500, "eth0", outside, null);
      up(network, "uplink", NODE_ADDRESS + "/24", OUTSIDE_ADDRESS);
      network.links().addBridge("br0");
      up(network, "br0", BRIDGE_ADDRESS + "/24", null);
    }
    new KernelSysctls().set("net.ipv4.ip_forward", "1");
    return null;
  }

  /** Starts a proxy; an earlier one ends without touching the table. */
  void restartProxy() throws Exception {
    if (proxy != null) {
      proxy.close();
    }
    in(
        "node",
        () -> {
          KernelNftables nftables = KernelNftables.open();
          open.add(nftables);
          KernelConntrack conntrack = KernelConntrack.open();
          open.add(conntrack);
          proxy = ServiceProxy.start(Objects.CONFIGURATION, nftables, conntrack);
          return null;
        });
  }

  /** Makes a pod that serves. */
  void pod(String address) throws Exception {
    namespace(address);
    String port = "veth" + LAST.incrementAndGet();
    in(
        "node",
        () -> {
          try (Network network = KernelNetwork.open();
              FileDescriptor pod = FileDescriptor.open(made.get(address))) {
            Link link = network.links().addVeth(port, 1500, "eth0", pod, null);
            network
                .links()
                .setMaster(link.index(), network.links().find("br0").orElseThrow().index());
            network.links().setHairpin(link.index(), true);
            network.links().setUp(link.index());
          }
          return null;
        });
    in(
        address,
        () -> {
          try (Network network = KernelNetwork.open()) {
            up(network, "eth0", address + "/24", BRIDGE_ADDRESS);
          }
          return null;
        });
    ServerSocket tcp = in(address, () -> new ServerSocket(8080));
    open.add(tcp);
    Thread.ofPlatform().daemon().start(() -> serve(tcp, address));
    DatagramSocket udp = in(address, () -> new DatagramSocket(8080));
    open.add(udp);
    Thread.ofPlatform().daemon().start(() -> serve(udp, address));
  }

  private static void serve(ServerSocket server, String name) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        String answer = name + " " + socket.getInetAddress().getHostAddress();
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // closed: the loop ends
      }
    }
  }

  private static void serve(DatagramSocket server, String name) {
    DatagramPacket packet = new DatagramPacket(new byte[64], 64);
    while (!server.isClosed()) {
      try {
        server.receive(packet);
        byte[] answer = name.getBytes(StandardCharsets.UTF_8);
        server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException e) {
        // closed: the loop ends
      }
    }
  }

  /** Connects by TCP and returns "name of the pod, address that it sees". */
  String connect(String from, String address, int port) throws Exception {
    return in(
        from,
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 3000);
            socket.setSoTimeout(2000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          }
        });
  }

  /** Opens a UDP socket that lasts. */
  DatagramSocket datagrams(String from) throws Exception {
    DatagramSocket socket = in(from, () -> new DatagramSocket());
    socket.setSoTimeout(1000);
    open.add(socket);
    return socket;
  }

  /** Sends and returns the answering pod's name. */
  static String ask(DatagramSocket socket, String address, int port) throws IOException {
    socket.send(new DatagramPacket(new byte[1], 1, new InetSocketAddress(address, port)));
    DatagramPacket answer = new DatagramPacket(new byte[64], 64);
    socket.receive(answer);
    return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
  }

  <T> T in(String namespace, Callable<T> work) throws Exception {
    return namespaces.in(made.get(namespace), work);
  }

  private void namespace(String name) {
    Path path =
        Path.of(
            "/run/netns/kernel-proxy-"
                + ProcessHandle.current().pid()
                + "-"
                + LAST.incrementAndGet());
    namespaces.create(path);
    made.put(name, path);
  }

  private static void up(Network network, String name, String address, String gateway) {
    network.links().setUp(network.links().find("lo").orElseThrow().index());
    int index = network.links().find(name).orElseThrow().index();
    network.addresses().replace(new InterfaceAddress(index, Cidr.parse(address)));
    network.links().setUp(index);
    if (gateway != null) {
      network.routes().replace(Route.via(Cidr.parse("0.0.0.0/0"), InetAddress.ofLiteral(gateway)));
    }
  }

  @Override
  public void close() throws Exception {
    if (proxy != null) {
      proxy.close();
    }
    for (AutoCloseable one : open) {
      one.close();
    }
    made.values().forEach(namespaces::delete);
  }
}
