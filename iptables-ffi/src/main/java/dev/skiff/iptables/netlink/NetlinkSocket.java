package dev.skiff.iptables.netlink;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.FileDescriptor;
import dev.skiff.iptables.libc.KernelException;
import dev.skiff.iptables.libc.LibC;
import dev.skiff.iptables.libc.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A netlink socket of the network namespace that the opening thread was in; it stays with that
 * namespace whichever thread uses it later. Requests of several threads take turns.
 *
 * <p>The kernel answers requests before sendto(2) returns, so no call here waits for anything.
 */
public final class NetlinkSocket implements AutoCloseable {
  /** Protocol of links, addresses, routes. */
  public static final int ROUTE = 0;

  /** Protocol of nf_tables and conntrack. */
  public static final int NETFILTER = 12;

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int RECEIVE_BUFFER = 64 * 1024;
  private static final byte[] KERNEL = new byte[] {AF_NETLINK, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

  private final FileDescriptor descriptor;
  private final ByteBuffer received =
      ByteBuffer.allocateDirect(RECEIVE_BUFFER).order(ByteOrder.nativeOrder());
  private final ReentrantLock lock = new ReentrantLock();
  private int sequence;
  private int sendBuffer;

  private NetlinkSocket(FileDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Opens a socket in this thread's network namespace.
   *
   * @param protocol {@link #ROUTE} or {@link #NETFILTER}
   * @throws KernelException if the kernel lacks the protocol or this process may not
   */
  public static NetlinkSocket open(int protocol) {
    LibC libc = Native.libc();
    int number =
        Native.check(
            libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, protocol),
            "open a netlink socket of protocol " + protocol);
    NetlinkSocket socket = new NetlinkSocket(new FileDescriptor(number));
    try {
      Native.check(libc.bind(number, KERNEL, KERNEL.length), "bind a netlink socket");
      socket.option(SOL_NETLINK, NETLINK_CAP_ACK, 1);
      socket.option(SOL_NETLINK, NETLINK_EXT_ACK, 1);
    } catch (KernelException e) {
      socket.close();
      throw e;
    }
    return socket;
  }

  /**
   * Sends one request and waits for its acknowledgement.
   *
   * @param type the message type
   * @param flags {@link NetlinkFlags} besides REQUEST and ACK
   * @param body writes what follows the header
   * @param attempted what this tries, for errors
   * @return what came before the acknowledgement: the object asked for, else nothing
   * @throws KernelException if the kernel refuses
   */
  public List<Message> request(int type, int flags, Body body, String attempted) {
    return exchange(type, flags | NetlinkFlags.ACK, body, attempted);
  }

  /** Asks for all entries of a kind; errors as {@link #request}. */
  public List<Message> dump(int type, Body body, String attempted) {
    return exchange(type, NetlinkFlags.DUMP, body, attempted);
  }

  /** Writes a message's body. */
  @FunctionalInterface
  public interface Body {
    /** Appends fixed fields and attributes. */
    void write(MessageWriter writer);
  }

  private List<Message> exchange(int type, int flags, Body body, String attempted) {
    lock.lock();
    try {
      int number = ++sequence;
      MessageWriter writer = new MessageWriter();
      writer.begin(type, flags | NetlinkFlags.REQUEST, number);
      body.write(writer);
      writer.end();
      send(writer, attempted);
      return collect(number, attempted);
    } finally {
      lock.unlock();
    }
  }

  private List<Message> collect(int number, String attempted) {
    List<Message> answers = new ArrayList<>();
    while (true) {
      for (Message message : receive(0, attempted)) {
        if (message.sequence() != number) {
          continue; // the rest of an exchange that failed before its end
        }
        if (message.type() == Message.ERROR || message.type() == Message.DONE) {
          Acknowledgement acknowledgement = Acknowledgement.of(message);
          if (acknowledgement.errno() != 0) {
            throw acknowledgement.exception(attempted);
          }
          return answers;
        }
        answers.add(message);
      }
    }
  }

  /**
   * Sends messages as one datagram and collects what the kernel has to say about them, which it
   * says before the send returns.
   *
   * @return acknowledgements, errors and answers, in the kernel's order
   * @throws KernelException if nothing could be sent
   */
  public List<Message> sendBatch(MessageWriter batch, String attempted) {
    lock.lock();
    try {
      growSendBuffer(batch.size());
      send(batch, attempted);
      List<Message> answers = new ArrayList<>();
      while (true) {
        List<Message> some = receive(MSG_DONTWAIT, attempted);
        if (some.isEmpty()) {
          return answers;
        }
        answers.addAll(some);
      }
    } finally {
      lock.unlock();
    }
  }

  private void send(MessageWriter writer, String attempted) {
    long sent;
    do {
      sent =
          Native.libc()
              .sendto(
                  descriptor.number(), writer.buffer(), writer.size(), 0, KERNEL, KERNEL.length);
    } while (sent < 0 && Native.errno() == Errno.EINTR);
    Native.check(sent, attempted);
  }

  private List<Message> receive(int flags, String attempted) {
    long length;
    do {
      length = Native.libc().recv(descriptor.number(), received, RECEIVE_BUFFER, flags);
      if (length < 0 && Native.errno() == Errno.EAGAIN) {
        return List.of();
      }
    } while (length < 0 && Native.errno() == Errno.EINTR);
    return split(received, Native.check(length, attempted + " (answer)"));
  }

  /** Cuts a datagram into its messages. */
  static List<Message> split(ByteBuffer datagram, int length) {
    List<Message> messages = new ArrayList<>();
    int position = 0;
    while (length - position >= MessageWriter.HEADER) {
      int size = datagram.getInt(position);
      if (size < MessageWriter.HEADER || size > length - position) {
        break;
      }
      byte[] payload = new byte[size - MessageWriter.HEADER];
      datagram.get(position + MessageWriter.HEADER, payload);
      messages.add(
          new Message(
              datagram.getShort(position + 4) & 0xffff,
              datagram.getShort(position + 6) & 0xffff,
              datagram.getInt(position + 8),
              payload));
      position += (size + 3) & ~3;
    }
    return messages;
  }

  /** A datagram must fit the send buffer whole; the kernel counts its own overhead too. */
  private void growSendBuffer(int size) {
    int needed = size + 64 * 1024;
    if (needed > sendBuffer) {
      sendBuffer = Math.max(needed, 1024 * 1024);
      option(SOL_SOCKET, SO_SNDBUFFORCE, sendBuffer);
      option(SOL_SOCKET, SO_RCVBUFFORCE, sendBuffer);
    }
  }

  private void option(int level, int option, int value) {
    Native.check(
        Native.libc().setsockopt(descriptor.number(), level, option, new int[] {value}, 4),
        "set netlink socket option " + option);
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
