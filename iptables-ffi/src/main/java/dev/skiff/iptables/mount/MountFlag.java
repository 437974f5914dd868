package dev.skiff.iptables.mount;

import java.util.Set;

/** Flags of mount(2), with the values of linux/mount.h. */
public enum MountFlag {
  READ_ONLY(1),
  NO_SETUID(2),
  NO_DEVICES(4),
  NO_EXECUTE(8),
  REMOUNT(32),
  NO_ACCESS_TIME(1024),
  BIND(4096),
  MOVE(8192),
  RECURSIVE(16384),
  PRIVATE(1 << 18),
  SLAVE(1 << 19),
  SHARED(1 << 20);

  private final long bit;

  MountFlag(long bit) {
    this.bit = bit;
  }

  static long bits(Set<MountFlag> flags) {
    return flags.stream().mapToLong(f -> f.bit).reduce(0, (a, b) -> a | b);
  }

  /** Flags of umount2(2). */
  public enum Unmount {
    FORCE(1),
    DETACH(2),
    NO_FOLLOW(8);

    private final int bit;

    Unmount(int bit) {
      this.bit = bit;
    }

    static int bits(Set<Unmount> flags) {
      return flags.stream().mapToInt(f -> f.bit).reduce(0, (a, b) -> a | b);
    }
  }
}
