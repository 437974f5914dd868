package dev.skiff.agent.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.skiff.agent.dns.wire.QueryEncoder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Asks servers on loopback that answer as the test wants. */
@Timeout(60)
class UpstreamForwarderTest {
  private static final byte[] QUERY = QueryEncoder.encode(7, "www.example.org", 1);

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    vertx.close();
  }

  @Test
  void eachQuestionHasAPortOfItsOwn() throws Exception {
    try (DatagramSocket server = server()) {
      UpstreamForwarder forwarder = forwarder(server);
      Future<byte[]> first = ask(forwarder);
      DatagramPacket one = receive(server);
      Future<byte[]> second = ask(forwarder);
      DatagramPacket other = receive(server);
      assertNotEquals(one.getPort(), other.getPort());
      server.send(answer(one, 0, 'w'));
      server.send(answer(other, 0, 'w'));
      assertEquals(7, done(first)[1]);
      assertEquals(7, done(second)[1]);
    }
  }

  @Test
  void whatOnlyPretendsToBeTheAnswerIsNone() throws Exception {
    try (DatagramSocket server = server();
        DatagramSocket stranger = server()) {
      Future<byte[]> asked = ask(forwarder(server));
      DatagramPacket question = receive(server);
      stranger.send(answer(question, 0, 'w'));
      server.send(answer(question, 1, 'w'));
      server.send(answer(question, 0, 'x'));
      DatagramPacket right = answer(question, 0, 'W');
      byte[] expected = right.getData().clone();
      expected[0] = QUERY[0];
      expected[1] = QUERY[1];
      server.send(right);
      assertArrayEquals(expected, done(asked));
    }
  }

  @Test
  void theServerThatAnsweredIsAskedFirst() throws Exception {
    try (DatagramSocket dead = server();
        DatagramSocket alive = server()) {
      UpstreamForwarder forwarder = forwarder(dead, alive);
      Future<byte[]> slow = ask(forwarder);
      alive.send(answer(receive(alive), 0, 'w'));
      done(slow);
      Future<byte[]> fast = ask(forwarder);
      alive.setSoTimeout(1000);
      alive.send(answer(receive(alive), 0, 'w'));
      done(fast);
    }
  }

  private static DatagramSocket server() throws IOException {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket.setSoTimeout(10_000);
    return socket;
  }

  private UpstreamForwarder forwarder(DatagramSocket... servers) {
    return new UpstreamForwarder(
        vertx,
        List.of(servers).stream()
            .map(server -> (InetSocketAddress) server.getLocalSocketAddress())
            .toList());
  }

  private Future<byte[]> ask(UpstreamForwarder forwarder) {
    Promise<byte[]> answer = Promise.promise();
    vertx.runOnContext(on -> forwarder.forward(QUERY, false).onComplete(answer));
    return answer.future();
  }

  private static DatagramPacket receive(DatagramSocket server) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[512], 512);
    server.receive(packet);
    return packet;
  }

  /** An answer with another id, or with another first letter of the name. */
  private static DatagramPacket answer(DatagramPacket question, int change, char letter) {
    byte[] bytes = java.util.Arrays.copyOf(question.getData(), question.getLength());
    bytes[1] ^= (byte) change;
    bytes[2] |= (byte) 0x80;
    bytes[13] = (byte) letter;
    return new DatagramPacket(bytes, bytes.length, question.getSocketAddress());
  }

  private static byte[] done(Future<byte[]> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
