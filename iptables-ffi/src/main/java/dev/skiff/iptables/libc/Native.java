package dev.skiff.iptables.libc;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/** The one loaded C library of the process, and errno. */
public final class Native {
  private static final LibC LIBC;
  private static final Runtime RUNTIME;

  static {
    // jnr-ffi would generate byte code at run time, which a native image cannot; a Proxy does as
    // well, and both ways of running then take the same path.
    System.setProperty("jnr.ffi.asm.enabled", "false");
    // by its full name: for "c" jnr-ffi would search all library directories, which takes longer
    // than all that a short program such as the CNI plugin does
    LIBC = LibraryLoader.create(LibC.class).load("libc.so.6");
    RUNTIME = Runtime.getRuntime(LIBC);
  }

  private Native() {}

  /** The C library. */
  public static LibC libc() {
    return LIBC;
  }

  /** errno of this thread's last call. Ask before any other call is made on this thread. */
  public static int errno() {
    return RUNTIME.getLastError();
  }

  /**
   * Passes a system call's result on, or throws what errno says.
   *
   * @param result what the call answered; negative means failure
   * @param attempted what was tried, for the error's text
   * @throws KernelException if {@code result} is negative
   */
  public static int check(long result, String attempted) {
    if (result < 0) {
      throw new KernelException(Errno.of(errno()), attempted);
    }
    return (int) result;
  }
}
