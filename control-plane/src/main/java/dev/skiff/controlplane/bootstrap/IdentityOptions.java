package dev.skiff.controlplane.bootstrap;

import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;

/**
 * A certificate of the PKI for clients of Vert.x. It is asked for at each handshake: Vert.x' own
 * wrapping of a key manager copies what it shows, once for each name of a server.
 */
public record IdentityOptions(Supplier<Identity> identity) implements KeyCertOptions {
  @Override
  public KeyCertOptions copy() {
    return this;
  }

  @Override
  public KeyManagerFactory getKeyManagerFactory(Vertx vertx) throws Exception {
    return KeyCertOptions.wrap(new IdentityKeyManager(identity)).getKeyManagerFactory(vertx);
  }

  /** No server is shown another. */
  @Override
  public Function<String, KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) {
    return server -> null;
  }
}
