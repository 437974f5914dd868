package dev.skiff.agent.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpRequestTest {

  @Test
  void readsPathQueryAndHeaders() throws IOException {
    HttpRequest request =
        read(
            "POST /exec/ns/pod/c?command=sh&command=-c&command=a+b%26c&input=1 HTTP/1.1\r\n"
                + "Host: n1\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
                + "X-Stream-Protocol-Version: v4.channel.k8s.io\r\n"
                + "X-Stream-Protocol-Version: v3.channel.k8s.io\r\n\r\n");
    assertEquals("POST", request.method());
    assertEquals("/exec/ns/pod/c", request.path());
    assertEquals(List.of("sh", "-c", "a b&c"), request.query().get("command"));
    assertTrue(request.flag("input") && !request.flag("tty") && request.isUpgrade());
    assertEquals(
        "v4.channel.k8s.io, v3.channel.k8s.io", request.headers().get("x-stream-protocol-version"));
  }

  @Test
  void knowsTheLengthOfTheBody() throws IOException {
    assertEquals(0, read("GET / HTTP/1.1\r\n\r\n").contentLength());
    assertEquals(5, read("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n").contentLength());
    assertEquals(-1, read("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n").contentLength());
  }

  @Test
  void aClosedConnectionIsNoRequest() throws IOException {
    assertNull(read(""));
    assertNull(read("GET / HTTP/1.1\r\nHo"));
  }

  @Test
  void garbageAndHugeHeadsAreRefused() {
    assertThrows(IOException.class, () -> read("\u0016\u0003\u0001\r\n\r\n"));
    assertThrows(IOException.class, () -> read("GET /" + "a".repeat(70_000) + " HTTP/1.1\r\n\r\n"));
  }

  private static HttpRequest read(String text) throws IOException {
    return HttpRequest.read(
        new BufferedInputStream(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1))));
  }
}
