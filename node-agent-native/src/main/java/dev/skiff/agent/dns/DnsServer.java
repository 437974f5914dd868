package dev.skiff.agent.dns;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** Cluster DNS on this node, over UDP and TCP, on one event loop. */
public final class DnsServer extends AbstractVerticle {
  private static final Logger LOG = Logger.getLogger(DnsServer.class);
  private static final int IDLE_SECONDS = 20;

  private final String address;
  private final int port;
  private final String domain;
  private final Path resolvConf;
  private final ServiceDirectory directory;

  private DnsServer(
      String address, int port, String domain, Path resolvConf, ServiceDirectory directory) {
    this.address = address;
    this.port = port;
    this.domain = domain;
    this.resolvConf = resolvConf;
    this.directory = directory;
  }

  /**
   * Starts to listen.
   *
   * @param address an address of this node, and only for this
   * @param port 53, but in tests
   * @param domain the cluster's domain, such as cluster.local
   * @param resolvConf names the servers that know the rest of the world
   * @param directory what is answered
   * @return fails if the address cannot be listened on
   */
  public static Future<String> start(
      Vertx vertx,
      String address,
      int port,
      String domain,
      Path resolvConf,
      ServiceDirectory directory) {
    return vertx.deployVerticle(new DnsServer(address, port, domain, resolvConf, directory));
  }

  @Override
  public void start(Promise<Void> started) {
    var servers = UpstreamServers.read(resolvConf, address);
    Resolver resolver =
        new Resolver(new ClusterZone(domain, directory), new UpstreamForwarder(vertx, servers));
    var datagrams = vertx.createDatagramSocket(new DatagramSocketOptions());
    var udp =
        datagrams
            .handler(
                packet ->
                    resolver
                        .resolve(packet.data().getBytes(), false)
                        .onSuccess(answer -> reply(datagrams, packet, answer)))
            .listen(port, address);
    var tcp =
        vertx
            .createNetServer(new NetServerOptions().setIdleTimeout(IDLE_SECONDS))
            .connectHandler(connection -> serve(resolver, connection))
            .listen(port, address);
    Future.all(udp, tcp)
        .<Void>mapEmpty()
        .onSuccess(
            v ->
                LOG.infof(
                    "DNS answers for %s at %s:%d, upstream %s", domain, address, port, servers))
        .onComplete(started);
  }

  private static void reply(DatagramSocket socket, DatagramPacket packet, byte[] answer) {
    socket.send(Buffer.buffer(answer), packet.sender().port(), packet.sender().host());
  }

  private static void serve(Resolver resolver, NetSocket connection) {
    connection.drainHandler(drained -> connection.resume());
    connection.handler(
        new MessageReader(
            message ->
                resolver
                    .resolve(message.getBytes(), true)
                    .onSuccess(answer -> reply(connection, answer))
                    .onFailure(e -> connection.close())));
  }

  /** Whoever does not read the answers is not asked for more questions. */
  private static void reply(NetSocket connection, byte[] answer) {
    connection.write(Buffer.buffer().appendUnsignedShort(answer.length).appendBytes(answer));
    if (connection.writeQueueFull()) {
      connection.pause();
    }
  }
}
