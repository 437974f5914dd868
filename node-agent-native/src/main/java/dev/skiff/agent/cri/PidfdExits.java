package dev.skiff.agent.cri;

import dev.skiff.iptables.libc.LibC;
import dev.skiff.iptables.libc.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jboss.logging.Logger;

/**
 * {@link ProcessExits} by process file descriptors (pidfd_open(2)), which become readable when
 * their process ends. One thread waits for all of them in poll(2); it sleeps while nothing happens.
 */
public final class PidfdExits implements ProcessExits, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(PidfdExits.class);

  private static final long PIDFD_OPEN = 434;
  private static final int EVENTFD_CLOSE_ON_EXEC = 02000000;
  private static final short POLLIN = 1;
  private static final int POLLFD_BYTES = 8;

  private final LibC libc = Native.libc();
  private final int wakeUp;
  private final ConcurrentLinkedQueue<Watched> added = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  private record Watched(int descriptor, Runnable exited) {}

  /** Starts the waiting thread. */
  public PidfdExits() {
    wakeUp = Native.check(libc.eventfd(0, EVENTFD_CLOSE_ON_EXEC), "make an event descriptor");
    Thread.ofPlatform().daemon().name("process-exits").start(this::run);
  }

  @Override
  public boolean watch(int pid, Runnable exited) {
    if (pid <= 0) {
      return false;
    }
    int descriptor = (int) libc.syscall(PIDFD_OPEN, pid, 0, 0);
    if (descriptor < 0) {
      return false;
    }
    added.add(new Watched(descriptor, exited));
    wake();
    return true;
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }

  private void wake() {
    byte[] one = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(1).array();
    libc.write(wakeUp, one, one.length);
  }

  private void run() {
    List<Watched> watched = new ArrayList<>();
    while (!closed) {
      for (Watched next; (next = added.poll()) != null; ) {
        watched.add(next);
      }
      byte[] descriptors = descriptors(watched);
      libc.poll(descriptors, watched.size() + 1, -1);
      ByteBuffer result = ByteBuffer.wrap(descriptors).order(ByteOrder.nativeOrder());
      if (result.getShort(6) != 0) {
        libc.read(wakeUp, new byte[8], 8);
      }
      List<Watched> left = new ArrayList<>();
      for (int i = 0; i < watched.size(); i++) {
        Watched one = watched.get(i);
        if (result.getShort((i + 1) * POLLFD_BYTES + 6) == 0) {
          left.add(one);
        } else {
          libc.close(one.descriptor);
          tell(one.exited);
        }
      }
      watched = left;
    }
    watched.forEach(w -> libc.close(w.descriptor));
    libc.close(wakeUp);
  }

  /** An array of struct pollfd: descriptor, wanted and returned events. */
  private byte[] descriptors(List<Watched> watched) {
    ByteBuffer buffer =
        ByteBuffer.allocate((watched.size() + 1) * POLLFD_BYTES).order(ByteOrder.nativeOrder());
    buffer.putInt(wakeUp).putShort(POLLIN).putShort((short) 0);
    for (Watched one : watched) {
      buffer.putInt(one.descriptor).putShort(POLLIN).putShort((short) 0);
    }
    return buffer.array();
  }

  private static void tell(Runnable exited) {
    try {
      exited.run();
    } catch (RuntimeException e) {
      LOG.error("a listener for the end of a process failed", e);
    }
  }
}
