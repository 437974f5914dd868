package dev.skiff.controlplane.api.proxy;

import java.util.List;
import java.util.Optional;

/**
 * The name in the path of a proxy: {@code name}, {@code name:port} or {@code scheme:name:port}.
 *
 * @param tls whether the scheme is https
 * @param name of the object
 * @param port number or name; empty if none is given
 */
record ProxyName(boolean tls, String name, String port) {
  private static final List<String> SCHEMES = List.of("", "http", "https");

  /** Reads a name; empty if it has none of the forms. */
  static Optional<ProxyName> parse(String text) {
    String[] parts = text.split(":", -1);
    ProxyName parsed =
        switch (parts.length) {
          case 1 -> new ProxyName(false, parts[0], "");
          case 2 -> new ProxyName(false, parts[0], parts[1]);
          case 3 ->
              SCHEMES.contains(parts[0])
                  ? new ProxyName(parts[0].equals("https"), parts[1], parts[2])
                  : new ProxyName(false, "", "");
          default -> new ProxyName(false, "", "");
        };
    return parsed.name().isEmpty() ? Optional.empty() : Optional.of(parsed);
  }
}
