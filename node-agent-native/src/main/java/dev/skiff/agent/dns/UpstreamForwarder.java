package dev.skiff.agent.dns;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Forwards to the name servers of the node, one after another until one answers. Every method runs
 * on one event loop.
 */
final class UpstreamForwarder implements Forwarder {
  private static final long PATIENCE_MILLIS = 2000;
  private static final int ATTEMPTS = 3;
  private static final int PENDING_LIMIT = 4096;

  /** A query on its way. */
  private record Pending(
      byte[] query, int attempt, InetSocketAddress server, long timer, Promise<byte[]> promise) {}

  private final Vertx vertx;
  private final List<InetSocketAddress> servers;
  private final DatagramSocket socket;
  private final NetClient client;
  private final Map<Integer, Pending> pending = new HashMap<>();

  UpstreamForwarder(Vertx vertx, List<InetSocketAddress> servers) {
    this.vertx = vertx;
    this.servers = servers;
    this.socket = vertx.createDatagramSocket();
    this.socket.handler(this::answered);
    this.client =
        vertx.createNetClient(
            new NetClientOptions().setConnectTimeout((int) PATIENCE_MILLIS).setIdleTimeout(10));
  }

  @Override
  public Future<byte[]> forward(byte[] query, boolean stream) {
    if (servers.isEmpty()) return Future.failedFuture("no upstream name server");
    return stream ? overStream(query) : overDatagrams(query);
  }

  private Future<byte[]> overDatagrams(byte[] query) {
    if (pending.size() >= PENDING_LIMIT) return Future.failedFuture("too many queries under way");
    Promise<byte[]> promise = Promise.promise();
    send(query, 0, promise);
    return promise.future();
  }

  /** Sends with an id of our own that nobody outside can guess. */
  private void send(byte[] query, int attempt, Promise<byte[]> promise) {
    int id;
    do {
      id = ThreadLocalRandom.current().nextInt(0x10000);
    } while (pending.containsKey(id));
    int ours = id;
    InetSocketAddress server = servers.get(attempt % servers.size());
    long timer = vertx.setTimer(PATIENCE_MILLIS, t -> unanswered(ours));
    pending.put(ours, new Pending(query, attempt, server, timer, promise));
    Buffer message = Buffer.buffer(query.clone()).setUnsignedShort(0, ours);
    socket
        .send(message, server.getPort(), server.getAddress().getHostAddress())
        .onFailure(e -> unanswered(ours));
  }

  private void unanswered(int id) {
    Pending query = pending.remove(id);
    if (query == null) return;
    vertx.cancelTimer(query.timer());
    if (query.attempt() + 1 < ATTEMPTS) {
      send(query.query(), query.attempt() + 1, query.promise());
    } else {
      query.promise().fail("no upstream name server answers");
    }
  }

  private void answered(DatagramPacket packet) {
    if (packet.data().length() < 12) return;
    int id = packet.data().getUnsignedShort(0);
    Pending query = pending.get(id);
    if (query == null
        || !query.server().getAddress().getHostAddress().equals(packet.sender().host())) {
      return;
    }
    pending.remove(id);
    vertx.cancelTimer(query.timer());
    byte[] answer = packet.data().getBytes();
    answer[0] = query.query()[0];
    answer[1] = query.query()[1];
    query.promise().complete(answer);
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
