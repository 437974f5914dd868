package dev.skiff.iptables.netlink;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;

/**
 * The kernel's verdict on one request (struct nlmsgerr of linux/netlink.h).
 *
 * @param sequence the request's number
 * @param errno 0 for success
 * @param detail the kernel's extended text, null if it sent none
 */
public record Acknowledgement(int sequence, int errno, String detail) {
  private static final int FLAG_CAPPED = 0x100;
  private static final int FLAG_ATTRIBUTES = 0x200;
  private static final int ATTRIBUTE_TEXT = 1;

  /** Reads an NLMSG_ERROR or NLMSG_DONE message. */
  public static Acknowledgement of(Message message) {
    if (message.payload().length < 4) {
      return new Acknowledgement(message.sequence(), 0, null);
    }
    int errno = -message.u32(0);
    String detail = null;
    if ((message.flags() & FLAG_ATTRIBUTES) != 0) {
      int skip = 4;
      if (message.type() == Message.ERROR) {
        // the request's header follows the error; the whole request unless it was capped
        skip += (message.flags() & FLAG_CAPPED) != 0 ? MessageWriter.HEADER : message.u32(4);
      }
      detail = message.attributes((skip + 3) & ~3).string(ATTRIBUTE_TEXT).orElse(null);
    }
    return new Acknowledgement(message.sequence(), errno, detail);
  }

  /** The failure as an exception. */
  public KernelException exception(String attempted) {
    return new KernelException(Errno.of(errno), attempted, detail);
  }
}
