package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Bodies as kubectl's typed commands send them. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class ProtobufTest {
  @Inject Administrator admin;

  private static byte[] field(int number, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(number << 3 | 2);
    bytes.write(content.length);
    bytes.writeBytes(content);
    return bytes.toByteArray();
  }

  private static byte[] field(int number, String text) {
    return field(number, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) bytes.writeBytes(part);
    return bytes.toByteArray();
  }

  private static byte[] envelope(String apiVersion, String kind, byte[] raw) {
    byte[] magic = {'k', '8', 's', 0};
    return join(magic, field(1, join(field(1, apiVersion), field(2, kind))), field(2, raw));
  }

  @Test
  void aConfigMap() {
    byte[] metadata = field(1, join(field(1, "a"), field(2, ""), field(8, new byte[0])));
    byte[] data = field(2, join(field(1, "k"), field(2, "v")));
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    admin
        .request()
        .contentType("application/vnd.kubernetes.protobuf")
        .body(envelope("v1", "ConfigMap", join(metadata, data)))
        .post(path)
        .then()
        .statusCode(201)
        .body("metadata.name", equalTo("a"))
        .body("metadata.generateName", nullValue())
        .body("data.k", equalTo("v"));
  }

  @Test
  void whatIsNoneIsRefused() {
    String path = "/api/v1/namespaces/default/configmaps";
    byte[] good = envelope("v1", "ConfigMap", field(1, field(1, "a")));
    byte[][] bad = {
      {}, "{}".getBytes(StandardCharsets.UTF_8), java.util.Arrays.copyOf(good, good.length - 2)
    };
    for (byte[] body : bad) {
      admin
          .request()
          .contentType("application/vnd.kubernetes.protobuf")
          .body(body)
          .post(path)
          .then()
          .statusCode(400)
          .body("kind", equalTo("Status"));
    }
  }
}
