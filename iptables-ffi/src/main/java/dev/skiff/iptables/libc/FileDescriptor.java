package dev.skiff.iptables.libc;

import java.nio.file.Path;

/** An open file descriptor that is closed once. */
public final class FileDescriptor implements AutoCloseable {
  private static final int O_CLOEXEC = 0x80000;
  private final int number;
  private boolean closed;

  /** Takes over a descriptor that is open already. */
  public FileDescriptor(int number) {
    this.number = number;
  }

  /**
   * Opens a file for reading.
   *
   * @throws KernelException if it cannot be opened
   */
  public static FileDescriptor open(Path path) {
    return new FileDescriptor(
        Native.check(Native.libc().open(path.toString(), O_CLOEXEC, 0), "open " + path));
  }

  /** The number, for system calls. */
  public int number() {
    return number;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Native.libc().close(number);
    }
  }
}
