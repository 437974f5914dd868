package dev.skiff.iptables.libc;

/** The kernel refused: what was attempted, the errno, and the kernel's own words if it had any. */
public class KernelException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Errno errno;
  private final String attempted;

  /** A refusal without further words of the kernel. */
  public KernelException(Errno errno, String attempted) {
    this(errno, attempted, null);
  }

  /**
   * A refusal.
   *
   * @param errno why
   * @param attempted what was tried, as the end of "cannot ..."
   * @param detail the kernel's extended text, null if it sent none
   */
  public KernelException(Errno errno, String attempted, String detail) {
    super(
        "cannot "
            + attempted
            + ": "
            + errno.name()
            + (errno.text().isEmpty() ? "" : " (" + errno.text() + ")")
            + (detail == null ? "" : ": " + detail));
    this.errno = errno;
    this.attempted = attempted;
  }

  /** Why the kernel refused. */
  public Errno errno() {
    return errno;
  }

  /** What was tried. */
  public String attempted() {
    return attempted;
  }

  /** Whether this is the given errno. */
  public boolean is(int number) {
    return errno.number() == number;
  }
}
