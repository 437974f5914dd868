package dev.skiff.controlplane.api.node;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Plain requests to the agents of nodes. */
@Singleton
public final class NodeClient {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int ERROR_LENGTH = 50_000;
  private static final int BUFFER = 16 * 1024;

  private final NodeAddresses addresses;
  private final NodeTls tls;
  private volatile HttpClient client;

  NodeClient(NodeAddresses addresses, NodeTls tls) {
    this.addresses = addresses;
    this.tls = tls;
  }

  /**
   * Reads a path of an agent as a stream.
   *
   * @param path decoded
   * @param query encoded; null if there is none
   * @throws StatusException what the agent answered, if that is no success; 500 if it cannot be
   *     reached
   */
  public Multi<Buffer> get(String node, String path, String query) {
    NodeAddresses.Address address = addresses.of(node);
    URI uri = uri(address, path, query);
    try {
      HttpResponse<InputStream> response =
          client()
              .send(
                  HttpRequest.newBuilder(uri).GET().build(),
                  HttpResponse.BodyHandlers.ofInputStream());
      try {
        tls.require(node, response.sslSession().orElseThrow());
      } catch (IOException another) {
        response.body().close();
        throw another;
      }
      if (response.statusCode() / 100 == 2) return Streams.of(new BodySource(response.body()));
      try (InputStream body = response.body()) {
        String text = new String(body.readNBytes(ERROR_LENGTH), StandardCharsets.UTF_8);
        throw refusal(response.statusCode(), text.strip());
      }
    } catch (IOException e) {
      throw Statuses.internal("Get \"" + uri + "\": " + reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Statuses.unavailable("the server is shutting down");
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? "connection refused" : e.getMessage();
  }

  private static StatusException refusal(int code, String text) {
    return switch (code) {
      case 400 -> Statuses.badRequest(text);
      case 404 -> new StatusException(404, "NotFound", text, null);
      default -> Statuses.internal(text);
    };
  }

  private static URI uri(NodeAddresses.Address address, String path, String query) {
    try {
      URI plain = new URI("https", null, address.host(), address.port(), path, null, null);
      return query == null || query.isEmpty() ? plain : URI.create(plain + "?" + query);
    } catch (URISyntaxException e) {
      throw Statuses.badRequest("invalid path: " + path);
    }
  }

  /** Made when first needed: most starts never ask a node for anything at once. */
  private HttpClient client() {
    if (client == null) {
      synchronized (this) {
        if (client == null) {
          client =
              HttpClient.newBuilder()
                  .version(HttpClient.Version.HTTP_1_1)
                  .sslContext(tls.context())
                  .connectTimeout(CONNECT)
                  .build();
        }
      }
    }
    return client;
  }

  private record BodySource(InputStream body) implements Streams.Source {
    @Override
    public Buffer next() throws IOException {
      byte[] bytes = new byte[BUFFER];
      int length = body.read(bytes);
      return length < 0 ? null : Buffer.buffer().appendBytes(bytes, 0, length);
    }

    @Override
    public void close() {
      try {
        body.close();
      } catch (IOException gone) {
        // Nobody reads it any more: that is all that closing was to say.
      }
    }
  }
}
