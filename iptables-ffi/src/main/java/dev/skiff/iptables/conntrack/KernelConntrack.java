package dev.skiff.iptables.conntrack;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;
import dev.skiff.iptables.netlink.Attributes;
import dev.skiff.iptables.netlink.Message;
import dev.skiff.iptables.netlink.MessageWriter;
import dev.skiff.iptables.netlink.NetlinkSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The kernel's connection tracking, by ctnetlink (linux/netfilter/nfnetlink_conntrack.h). */
public final class KernelConntrack implements Conntrack {
  private static final int GET = 1 << 8 | 1;
  private static final int DELETE = 1 << 8 | 2;
  private static final int FAMILY_IPV4 = 2;
  private static final int HEADER = 4;
  private static final int TUPLE_ORIGINAL = 1;
  private static final int TUPLE_REPLY = 2;
  private static final int TUPLE_IP = 1;
  private static final int TUPLE_PROTOCOL = 2;

  private final NetlinkSocket socket;

  private KernelConntrack(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens the network namespace that this thread is in; later uses stay with it. */
  public static KernelConntrack open() {
    return new KernelConntrack(NetlinkSocket.open(NetlinkSocket.NETFILTER));
  }

  @Override
  public List<Flow> list() {
    return dump().stream().flatMap(m -> read(m).stream()).toList();
  }

  @Override
  public int delete(Predicate<Flow> which) {
    int deleted = 0;
    for (Message message : dump()) {
      if (read(message).filter(which).isPresent() && delete(message)) {
        deleted++;
      }
    }
    return deleted;
  }

  private boolean delete(Message entry) {
    byte[] tuple = entry.attributes(HEADER).bytes(TUPLE_ORIGINAL).orElseThrow();
    try {
      socket.request(
          DELETE,
          0,
          w -> header(w).attribute(TUPLE_ORIGINAL | 0x8000, tuple),
          "forget a tracked connection");
      return true;
    } catch (KernelException e) {
      if (e.is(Errno.ENOENT)) {
        return false; // it ended by itself meanwhile
      }
      throw e;
    }
  }

  private List<Message> dump() {
    return socket.dump(GET, KernelConntrack::header, "list the tracked connections");
  }

  private static MessageWriter header(MessageWriter writer) {
    return writer.u8(FAMILY_IPV4).u8(0).be16(0);
  }

  private static Optional<Flow> read(Message message) {
    Attributes attributes = message.attributes(HEADER);
    Attributes original = attributes.nest(TUPLE_ORIGINAL);
    Attributes reply = attributes.nest(TUPLE_REPLY);
    Optional<byte[]> protocol = original.nest(TUPLE_PROTOCOL).bytes(1);
    if (protocol.isEmpty() || original.nest(TUPLE_PROTOCOL).be16(2).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Flow(
            protocol.get()[0] & 0xff, end(original, 1, 2), end(original, 2, 3), end(reply, 1, 2)));
  }

  private static InetSocketAddress end(Attributes tuple, int address, int port) {
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(tuple.nest(TUPLE_IP).bytes(address).orElseThrow()),
          tuple.nest(TUPLE_PROTOCOL).be16(port).orElse(0));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
