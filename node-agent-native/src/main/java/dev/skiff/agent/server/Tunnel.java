package dev.skiff.agent.server;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Moves bytes between two connections, both ways, until one of them ends; then closes both. */
final class Tunnel {

  private Tunnel() {}

  /** One side of a tunnel. */
  record End(InputStream in, OutputStream out, Closeable connection) {}

  static void join(End left, End right) throws InterruptedException {
    Thread back = Thread.ofVirtual().name("tunnel").start(() -> copy(right, left));
    copy(left, right);
    back.join();
  }

  private static void copy(End from, End to) {
    byte[] buffer = new byte[16 * 1024];
    try {
      for (int count = from.in().read(buffer); count >= 0; count = from.in().read(buffer)) {
        to.out().write(buffer, 0, count);
        to.out().flush();
      }
    } catch (IOException e) {
      // the other direction, or the peer, has closed the connection: the tunnel ends
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(End end) {
    try {
      end.connection().close();
    } catch (IOException e) {
      // it is closed
    }
  }
}
