package dev.skiff.agent.dns;

import dev.skiff.agent.dns.wire.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;

/**
 * Forwards to the name servers of the node, one after another until one answers; the one that did
 * is asked first from then on. Every method runs on one event loop.
 *
 * <p>Whoever can send to the node can pretend to be a name server. So each question has a port and
 * an id of its own that nobody can guess (RFC 5452), and its answer has to repeat it.
 */
final class UpstreamForwarder implements Forwarder {
  private static final long PATIENCE_MILLIS = 2000;
  private static final int ATTEMPTS = 3;

  /** Questions that may be under way, each of which holds a file descriptor. */
  private static final int LIMIT = 1000;

  private final Vertx vertx;
  private final List<InetSocketAddress> servers;
  private final NetClient client;
  private final SecureRandom random = new SecureRandom();
  private int underWay;
  private int preferred;

  UpstreamForwarder(Vertx vertx, List<InetSocketAddress> servers) {
    this.vertx = vertx;
    this.servers = servers;
    this.client =
        vertx.createNetClient(
            new NetClientOptions().setConnectTimeout((int) PATIENCE_MILLIS).setIdleTimeout(10));
  }

  @Override
  public Future<byte[]> forward(byte[] query, boolean stream) {
    if (servers.isEmpty()) return Future.failedFuture("no upstream name server");
    if (underWay >= LIMIT) return Future.failedFuture("too many queries under way");
    underWay++;
    Future<byte[]> answer = stream ? overStream(query) : overDatagrams(query, preferred, 0);
    return answer.onComplete(done -> underWay--);
  }

  private Future<byte[]> overDatagrams(byte[] query, int first, int attempt) {
    int index = (first + attempt) % servers.size();
    return askByDatagram(servers.get(index), query)
        .onSuccess(answer -> preferred = index)
        .recover(
            e ->
                attempt + 1 < ATTEMPTS
                    ? overDatagrams(query, first, attempt + 1)
                    : Future.failedFuture("no upstream name server answers"));
  }

  private Future<byte[]> askByDatagram(InetSocketAddress server, byte[] query) {
    Promise<byte[]> promise = Promise.promise();
    DatagramSocket socket = vertx.createDatagramSocket();
    int id = random.nextInt(0x10000);
    Buffer message = Buffer.buffer(query.clone()).setUnsignedShort(0, id);
    socket.handler(packet -> answered(packet, server, message, query, promise));
    long timer = vertx.setTimer(PATIENCE_MILLIS, late -> promise.tryFail("no answer in time"));
    socket
        .send(message, server.getPort(), server.getAddress().getHostAddress())
        .onFailure(promise::tryFail);
    return promise
        .future()
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              socket.close();
            });
  }

  private static void answered(
      DatagramPacket packet,
      InetSocketAddress server,
      Buffer asked,
      byte[] query,
      Promise<byte[]> promise) {
    boolean fromServer =
        packet.sender().port() == server.getPort()
            && packet.sender().host().equals(server.getAddress().getHostAddress());
    byte[] answer = packet.data().getBytes();
    if (fromServer && Reply.answers(answer, asked.getBytes())) {
      answer[0] = query[0];
      answer[1] = query[1];
      promise.tryComplete(answer);
    }
  }

  private Future<byte[]> overStream(byte[] query) {
    Future<byte[]> result = Future.failedFuture("no upstream name server");
    for (InetSocketAddress server : servers) {
      result = result.recover(e -> askOverStream(server, query));
    }
    return result;
  }

  private Future<byte[]> askOverStream(InetSocketAddress server, byte[] query) {
    return client
        .connect(server.getPort(), server.getAddress().getHostAddress())
        .compose(connection -> exchange(connection, query));
  }

  private static Future<byte[]> exchange(NetSocket connection, byte[] query) {
    Promise<byte[]> promise = Promise.promise();
    connection.handler(
        new MessageReader(
            message -> {
              promise.tryComplete(message.getBytes());
              connection.close();
            }));
    connection.closeHandler(v -> promise.tryFail("upstream closed the connection"));
    connection.write(Buffer.buffer().appendUnsignedShort(query.length).appendBytes(query));
    return promise.future();
  }
}
