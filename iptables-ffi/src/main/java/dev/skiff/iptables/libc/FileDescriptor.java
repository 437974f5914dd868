package dev.skiff.iptables.libc;

import java.nio.file.Path;

/** An open file descriptor that is closed once. */
public final class FileDescriptor implements AutoCloseable {
  private static final int O_CLOEXEC = 0x80000;

  /** As on x86-64; other processors have other numbers (asm/fcntl.h). */
  private static final int O_DIRECTORY = 0x10000;

  private static final int O_NOFOLLOW = 0x20000;
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

  /**
   * Opens a directory.
   *
   * @throws KernelException if it cannot be opened, or is a link or a file
   */
  public static FileDescriptor openDirectory(Path path) {
    int flags = O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW;
    return new FileDescriptor(
        Native.check(Native.libc().open(path.toString(), flags, 0), "open directory " + path));
  }

  /** A path to what is open, whatever has become of the path that it was opened with. */
  public Path path() {
    return Path.of("/proc/self/fd", Integer.toString(number));
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
