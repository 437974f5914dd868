package dev.skiff.agent.node;

import dev.skiff.agent.AgentConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Who this node is.
 *
 * @param name the Node object's name
 * @param address its InternalIP
 */
public record NodeIdentity(String name, InetAddress address) {

  /** As configured, else the host's name and the first address that is not loopback. */
  public static NodeIdentity of(AgentConfig config) {
    try {
      String name = config.nodeName().orElseGet(NodeIdentity::hostName);
      InetAddress address =
          config.nodeIp().isPresent()
              ? InetAddress.getByName(config.nodeIp().get())
              : firstAddress();
      return new NodeIdentity(name, address);
    } catch (IOException e) {
      throw new UncheckedIOException("the node's address is not known: set skiff.agent.node-ip", e);
    }
  }

  private static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname"))
          .strip()
          .toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetAddress firstAddress() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst()
        .orElseThrow(() -> new IOException("no interface has an IPv4 address"));
  }
}
