package dev.skiff.controlplane.protection;

import dev.skiff.controlplane.api.protobuf.ProtobufWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Malformed framing, headers and messages of protocol buffers that were well formed once. */
final class FuzzProtocol {
  private static final List<String> HEADERS =
      List.of(
          "Authorization: Bearer",
          "Authorization: Bearer a.b.c",
          "Authorization: Bearer eyJhbGciOiJub25lIn0.e30.",
          "Authorization: Basic %%%",
          "Impersonate-User: ",
          "Impersonate-Group: system:masters",
          "Impersonate-User: system:serviceaccount:a",
          "Impersonate-Extra-%zz: a",
          "X-Remote-User: system:admin",
          "Content-Encoding: gzip",
          "Accept-Encoding: gzip;q=x, *;q=0",
          "Accept: " + "application/json;".repeat(500),
          "If-None-Match: \"\"\"",
          "Range: bytes=0-1,9-",
          "Expect: 100-continue",
          "Audit-ID: " + "x".repeat(5000),
          "X-Forwarded-For: 1.2.3.4.5, , ::g",
          "Origin: null",
          "Cookie: " + "a=b;".repeat(1000));

  private final Random random;

  FuzzProtocol(Random random) {
    this.random = random;
  }

  Fuzz.Request next(String collection, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String first = "POST " + collection + "?dryRun=All HTTP/1.1\r\nContent-Type: application/json";
    if (random.nextBoolean()) {
      String headers = pick(HEADERS) + "\r\n" + pick(HEADERS);
      return new Fuzz.Request(
          first + "\r\n" + headers + "\r\nContent-Length: " + body.length, body);
    }
    return switch (random.nextInt(4)) {
      case 0 -> chunked(first, body, Integer.toHexString(body.length));
      case 1 -> chunked(first, body, pick(List.of("zz", "-1", "7fffffffffffffffff", "1", "0;a=b")));
      case 2 ->
          new Fuzz.Request(first + "\r\nContent-Length: " + pick(List.of("-1", "x", "0")), body);
      default -> new Fuzz.Request(first + "\r\nContent-Length: 2\r\nContent-Length: 3", body);
    };
  }

  private static Fuzz.Request chunked(String first, byte[] body, String size) {
    String text = size + "\r\n" + new String(body, StandardCharsets.UTF_8) + "\r\n0\r\n\r\n";
    return new Fuzz.Request(
        first + "\r\nTransfer-Encoding: chunked", text.getBytes(StandardCharsets.UTF_8));
  }

  /** An object as a message of protocol buffers, cut off or with wrong bytes in it. */
  byte[] message(byte[] json) {
    // Patches and parts of objects have no message.
    if (!new String(json, StandardCharsets.UTF_8).startsWith("{\"apiVersion\":\"")) return json;
    byte[] message = new ProtobufWriter().object(json);
    if (random.nextInt(4) == 0) {
      return Arrays.copyOf(message, random.nextInt(message.length));
    }
    for (int i = random.nextInt(4); i >= 0; i--) {
      message[4 + random.nextInt(message.length - 4)] = (byte) random.nextInt();
    }
    return message;
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
