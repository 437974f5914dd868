package dev.skiff.controlplane.bootstrap;

/** Where clients reach the API server. */
final class ServerAddress {
  private ServerAddress() {}

  /** For example {@code https://127.0.0.1:6443}. */
  static String of(SkiffConfig config) {
    String host = config.advertiseAddress();
    return "https://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, config.port());
  }
}
