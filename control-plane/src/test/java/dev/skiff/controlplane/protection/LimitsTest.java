package dev.skiff.controlplane.protection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.api.http.RequestGate;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests in flight, sizes and time. Answers were read from upstream's v1.35.4. */
@QuarkusTest
@TestProfile(ProtectedServer.class)
@Timeout(120)
class LimitsTest {
  private static final byte[] NOTHING = {};
  @Inject RawClient client;
  @Inject RequestGate gate;

  @Test
  void tooManyRequestsAreToldToComeBack() throws Exception {
    List<SSLSocket> half = new ArrayList<>();
    try {
      for (int i = 0; i < ProtectedServer.CHANGING; i++) {
        SSLSocket one = client.administrator();
        half.add(one);
        one.getOutputStream()
            .write(
                "POST /api/v1/namespaces HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{"
                    .getBytes(StandardCharsets.US_ASCII));
        one.getOutputStream().flush();
        while (gate.changingInFlight() <= i) Thread.onSpinWait();
      }
      String refused = client.ask(client.stranger(), "POST /api/v1/namespaces HTTP/1.1", NOTHING);
      assertTrue(refused.startsWith("HTTP/1.1 429 "), refused);
      assertTrue(refused.toLowerCase().contains("\r\nretry-after: 1\r\n"), refused);
      assertTrue(refused.endsWith("\r\n\r\nToo many requests, please try again later.\n"), refused);
      String reading = client.ask(client.stranger(), "GET /version HTTP/1.1", NOTHING);
      assertTrue(reading.startsWith("HTTP/1.1 200 "), "reading is counted apart");
      String master = client.ask(client.administrator(), "DELETE /version HTTP/1.1", NOTHING);
      assertTrue(!master.startsWith("HTTP/1.1 429 "), "masters always get an answer");
    } finally {
      for (SSLSocket one : half) one.close();
    }
    while (gate.changingInFlight() > 0) Thread.onSpinWait();
  }

  @Test
  void timeIsBounded() throws Exception {
    String path = "GET /api/v1/namespaces/default/configmaps?timeout=";
    String malformed = client.ask(client.administrator(), path + "bad HTTP/1.1", NOTHING);
    assertTrue(malformed.startsWith("HTTP/1.1 400 "), malformed);
    assertTrue(
        malformed.contains(
            "invalid timeout specified in the request URL - time: invalid duration \\\"bad\\\""),
        malformed);
    for (String fine : List.of("100s", "-1s", "0", "")) {
      String answer = client.ask(client.administrator(), path + fine + " HTTP/1.1", NOTHING);
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }
    String late = client.ask(client.administrator(), path + "1ns HTTP/1.1", NOTHING);
    assertTrue(late.startsWith("HTTP/1.1 504 ") || late.startsWith("HTTP/1.1 200 "), late);
    if (late.startsWith("HTTP/1.1 504 ")) {
      assertTrue(late.contains("Timeout: request did not complete within the allotted"), late);
    }
  }

  @Test
  void whoDoesNotSendHisBodyIsNotWaitedForLonger() throws Exception {
    String late =
        client.ask(
            client.administrator(),
            "POST /api/v1/namespaces?timeout=200ms HTTP/1.1\r\nContent-Length: 9",
            NOTHING);
    assertTrue(late.startsWith("HTTP/1.1 504 "), late);
    assertTrue(late.contains("Timeout: request did not complete within the allotted"), late);
  }

  /** Else strangers fill the memory with what they send. */
  @Test
  void whoMayNotIsToldBeforeHeSendsALargeBody() throws Exception {
    String large = " HTTP/1.1\r\nContent-Length: 3000000";
    for (String path : List.of("configmaps", "pods/x/log", "pods/x/other")) {
      String post = "POST /api/v1/namespaces/default/" + path + large;
      assertEquals("HTTP/1.1 401", status(client.stranger(), post));
      String other = post + "\r\nImpersonate-User: other";
      assertEquals("HTTP/1.1 403", status(client.administrator(), other));
    }
    String parts = "POST /api/v1/namespaces HTTP/1.1\r\nTransfer-Encoding: chunked";
    assertEquals("HTTP/1.1 401", status(client.stranger(), parts));
  }

  /** The beginning of the answer to a head without its body. */
  private static String status(SSLSocket connection, String head) throws Exception {
    try (connection) {
      byte[] bytes = (head + "\r\nHost: skiff\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
      connection.getOutputStream().write(bytes);
      return new String(connection.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void whatIsAWatchIsToldByTheDecodedQuery() throws Exception {
    String list = "GET /api/v1/namespaces/default/configmaps?w%61tch=0&watch=1&timeout=bad";
    String answer = client.ask(client.administrator(), list + " HTTP/1.1", NOTHING);
    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
  }

  @Test
  void bodiesThatComeInPartsAreBoundedToo() throws Exception {
    String part = "80000\r\n" + "a".repeat(0x80000) + "\r\n";
    String answer =
        client.ask(
            client.administrator(),
            "POST /api/v1/namespaces HTTP/1.1\r\nTransfer-Encoding: chunked",
            (part.repeat(7) + "0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    assertTrue(answer.contains("Request entity too large: limit is 3145728"), answer);
  }

  @Test
  void whoAsksFirstIsToldToGoOn() throws Exception {
    String head = "POST /api/v1/namespaces?dryRun=All HTTP/1.1\r\nExpect: 100-continue";
    byte[] body =
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"expected\"}}"
            .getBytes(StandardCharsets.US_ASCII);
    String answer =
        client.ask(client.administrator(), head + "\r\nContent-Length: " + body.length, body);
    assertTrue(answer.startsWith("HTTP/1.1 100 "), answer);
    assertTrue(answer.contains("HTTP/1.1 201 "), answer);
  }

  @Test
  void sizesAreBounded() throws Exception {
    byte[] large = new byte[3 * 1024 * 1024 + 1];
    String declared =
        client.ask(
            client.administrator(),
            "POST /api/v1/namespaces HTTP/1.1\r\nContent-Length: " + large.length,
            NOTHING);
    assertTrue(declared.startsWith("HTTP/1.1 413 "), declared);
    assertTrue(declared.contains("Request entity too large: limit is 3145728"), declared);
    assertTrue(declared.toLowerCase().contains("\r\naudit-id: "), declared);
    String name = "a".repeat(900_000);
    String longHeader =
        client.ask(client.administrator(), "GET /version HTTP/1.1\r\nX: " + name, NOTHING);
    assertTrue(longHeader.startsWith("HTTP/1.1 200 "), longHeader);
    String tooLong =
        client.ask(client.administrator(), "GET /version HTTP/1.1\r\nX: " + name + name, NOTHING);
    assertTrue(tooLong.startsWith("HTTP/1.1 431 "), tooLong);
    String selector =
        client.ask(
            client.administrator(),
            "GET /api/v1/pods?labelSelector=a+in+(" + "b,".repeat(20_000) + "c) HTTP/1.1",
            NOTHING);
    assertTrue(selector.startsWith("HTTP/1.1 200 "), selector.substring(0, 100));
  }

  @Test
  void unknownMethodsAreRefusedWithAStatus() throws Exception {
    String answer = client.ask(client.administrator(), "FOO /api/v1/pods HTTP/1.1", NOTHING);
    assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
    assertTrue(answer.contains("MethodNotAllowed"), answer);
    // Places are given back a moment after the answers.
    while (gate.readingInFlight() > 0) Thread.onSpinWait();
  }
}
