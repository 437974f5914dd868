package dev.skiff.controlplane.api.http;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import java.util.List;

/** The sub-protocols that clients of {@link WebSocketRoute} may ask for. */
@Singleton
final class WebSocketProtocols implements HttpServerOptionsCustomizer {
  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    options.setWebSocketSubProtocols(List.of(WebSocketMessages.BINARY, WebSocketMessages.BASE64));
  }
}
