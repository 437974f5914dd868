package dev.skiff.iptables.libc;

import java.util.Map;

/**
 * An error number with its name and meaning (errno(3), the numbers of Linux on x86-64 and arm64).
 *
 * @param number the value, above 0
 * @param name the symbol, "errno 999" for numbers without one here
 * @param text what it means, empty if unknown
 */
public record Errno(int number, String name, String text) {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EAGAIN = 11;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int ENOBUFS = 105;
  public static final int EADDRNOTAVAIL = 99;

  private static final Map<Integer, Errno> KNOWN =
      Map.ofEntries(
          known(EPERM, "EPERM", "operation not permitted"),
          known(ENOENT, "ENOENT", "no such file, object or entry"),
          known(ESRCH, "ESRCH", "no such process or route"),
          known(EINTR, "EINTR", "interrupted"),
          known(5, "EIO", "input/output error"),
          known(6, "ENXIO", "no such device or address"),
          known(7, "E2BIG", "argument list too long"),
          known(9, "EBADF", "bad file descriptor"),
          known(EAGAIN, "EAGAIN", "try again"),
          known(12, "ENOMEM", "out of memory"),
          known(13, "EACCES", "permission denied"),
          known(14, "EFAULT", "bad address"),
          known(EBUSY, "EBUSY", "device or object busy"),
          known(EEXIST, "EEXIST", "exists already"),
          known(18, "EXDEV", "crosses devices"),
          known(ENODEV, "ENODEV", "no such device"),
          known(20, "ENOTDIR", "not a directory"),
          known(21, "EISDIR", "is a directory"),
          known(EINVAL, "EINVAL", "invalid argument"),
          known(23, "ENFILE", "too many open files in the system"),
          known(24, "EMFILE", "too many open files"),
          known(28, "ENOSPC", "no space left"),
          known(30, "EROFS", "read-only file system"),
          known(31, "EMLINK", "too many links"),
          known(34, "ERANGE", "out of range"),
          known(36, "ENAMETOOLONG", "name too long"),
          known(38, "ENOSYS", "not in this kernel"),
          known(39, "ENOTEMPTY", "not empty"),
          known(40, "ELOOP", "loop of links or jumps"),
          known(71, "EPROTO", "protocol error"),
          known(90, "EMSGSIZE", "message too long"),
          known(93, "EPROTONOSUPPORT", "protocol not supported"),
          known(95, "EOPNOTSUPP", "operation not supported"),
          known(97, "EAFNOSUPPORT", "address family not supported"),
          known(98, "EADDRINUSE", "address in use"),
          known(EADDRNOTAVAIL, "EADDRNOTAVAIL", "address not available"),
          known(100, "ENETDOWN", "network is down"),
          known(101, "ENETUNREACH", "network is unreachable"),
          known(ENOBUFS, "ENOBUFS", "no buffer space"),
          known(110, "ETIMEDOUT", "timed out"),
          known(111, "ECONNREFUSED", "connection refused"),
          known(113, "EHOSTUNREACH", "no route to host"));

  private static Map.Entry<Integer, Errno> known(int number, String name, String text) {
    return Map.entry(number, new Errno(number, name, text));
  }

  /** The errno of a number; unknown numbers get a name of their own. */
  public static Errno of(int number) {
    Errno errno = KNOWN.get(number);
    return errno != null ? errno : new Errno(number, "errno " + number, "");
  }
}
