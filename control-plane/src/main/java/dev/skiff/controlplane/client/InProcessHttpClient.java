package dev.skiff.controlplane.client;

import dev.skiff.controlplane.api.ApiHandler;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.auth.UserInfo;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.StandardWebSocketBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import io.fabric8.kubernetes.client.http.WebSocketUpgradeResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Fabric8's HTTP layer without HTTP: a request becomes a call of the API server in this process.
 * Authorisation and admission happen as for any caller; only authentication is done beforehand.
 */
final class InProcessHttpClient
    extends StandardHttpClient<
        InProcessHttpClient, InProcessHttpClientFactory, InProcessHttpClientBuilder> {
  private final ApiHandler handler;
  private final UserInfo user;

  InProcessHttpClient(
      StandardHttpClientBuilder<
              InProcessHttpClient, InProcessHttpClientFactory, InProcessHttpClientBuilder>
          builder,
      AtomicBoolean closed,
      ApiHandler handler,
      UserInfo user) {
    super(builder, closed);
    this.handler = handler;
    this.user = user;
  }

  @Override
  public CompletableFuture<HttpResponse<AsyncBody>> consumeBytesDirect(
      StandardHttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    CompletableFuture<HttpResponse<AsyncBody>> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name(user.name())
        .start(
            () -> {
              try {
                HttpResponse<AsyncBody> response = call(request, consumer);
                if (!answer.complete(response)) response.body().cancel();
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  /** There is no connection to upgrade: Fabric8 goes on with a plain streaming request. */
  @Override
  public CompletableFuture<WebSocketResponse> buildWebSocketDirect(
      StandardWebSocketBuilder builder, WebSocket.Listener listener) {
    return CompletableFuture.completedFuture(
        new WebSocketResponse(
            new WebSocketUpgradeResponse(builder.asHttpRequest(), 200),
            new IOException("WebSockets are not available in process")));
  }

  @Override
  protected void doClose() {
    // Nothing is held open; requests that run end by themselves or are cancelled by their callers.
  }

  private HttpResponse<AsyncBody> call(
      StandardHttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    ApiRequest asked = RequestTranslation.translate(request, body(request), user);
    ApiResponse answer = handler.handle(asked);
    AsyncBody body =
        switch (answer.body()) {
          case ApiResponse.Bytes bytes -> new InProcessBody(bytes, consumer);
          case ApiResponse.Stream stream -> new InProcessStream(stream.buffers(), consumer);
        };
    return new InProcessResponse(request, answer.status(), answer.headers(), body);
  }

  private static byte[] body(StandardHttpRequest request) {
    return switch (request.body()) {
      case null -> new byte[0];
      case StandardHttpRequest.StringBodyContent text ->
          text.getContent().getBytes(StandardCharsets.UTF_8);
      case StandardHttpRequest.ByteArrayBodyContent bytes -> bytes.getContent();
      case StandardHttpRequest.InputStreamBodyContent stream -> {
        try {
          yield stream.getContent().readAllBytes();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      default -> throw new IllegalArgumentException("unknown body " + request.body().getClass());
    };
  }
}
