package dev.skiff.iptables.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A netlink message that was received.
 *
 * @param type the subsystem's message type
 * @param flags NLM_F_* of netlink(7)
 * @param sequence the number of the request that it answers, 0 for a notification
 * @param payload what follows the header
 */
public record Message(int type, int flags, int sequence, byte[] payload) {
  /** NLMSG_ERROR: an error, or an acknowledgement. */
  public static final int ERROR = 2;

  /** NLMSG_DONE: the end of a dump. */
  public static final int DONE = 3;

  /** A byte of the payload as a number from 0 to 255. */
  public int u8(int offset) {
    return payload[offset] & 0xff;
  }

  /** 16 bits of the payload in host order. */
  public int u16(int offset) {
    return view().getShort(offset) & 0xffff;
  }

  /** 32 bits of the payload in host order. */
  public int u32(int offset) {
    return view().getInt(offset);
  }

  /** The attributes that follow {@code skip} bytes of fixed payload. */
  public Attributes attributes(int skip) {
    return Attributes.parse(payload, skip, payload.length);
  }

  private ByteBuffer view() {
    return ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder());
  }
}
