package dev.skiff.iptables.netlink;

/** Flags of a request (netlink(7)). */
public final class NetlinkFlags {
  /** The message asks for something; always set. */
  public static final int REQUEST = 0x1;

  /** Answer with an acknowledgement. */
  public static final int ACK = 0x4;

  /** Answer with all entries. */
  public static final int DUMP = 0x300;

  /** Replace what exists. */
  public static final int REPLACE = 0x100;

  /** Fail if it exists. */
  public static final int EXCLUSIVE = 0x200;

  /** Create it if it does not exist. */
  public static final int CREATE = 0x400;

  /** Put it behind the others. */
  public static final int APPEND = 0x800;

  private NetlinkFlags() {}
}
