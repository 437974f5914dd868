package dev.skiff.agent.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The name servers that a resolver configuration names (resolv.conf(5)). */
final class UpstreamServers {
  private static final int PORT = 53;

  private UpstreamServers() {}

  /**
   * Reads the file.
   *
   * @param own our own address: asking ourselves would never end
   * @return the servers in their order; empty if there are none, or no file
   */
  static List<InetSocketAddress> read(Path resolvConf, String own) {
    if (!Files.isReadable(resolvConf)) return List.of();
    try (var lines = Files.lines(resolvConf)) {
      return lines
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> words.length >= 2 && words[0].equals("nameserver"))
          .map(words -> words[1])
          .filter(address -> !address.equals(own))
          .map(address -> new InetSocketAddress(Addresses.of(address), PORT))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resolvConf, e);
    }
  }
}
