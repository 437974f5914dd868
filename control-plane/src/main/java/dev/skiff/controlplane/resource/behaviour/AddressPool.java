package dev.skiff.controlplane.resource.behaviour;

import java.util.BitSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The cluster addresses of an IPv4 network: which are taken, in a bitmap. The network's own and the
 * broadcast address are never given. Safe for use by many threads.
 */
final class AddressPool {
  /** Dynamic addresses avoid the lower part, which is left to those who ask for an address. */
  private static final int LOWER_PART_AT_MOST = 256;

  private final long first;
  private final int size;
  private final int lowerPart;
  private final BitSet taken = new BitSet();

  /**
   * @param cidr for example 10.96.0.0/16
   */
  AddressPool(String cidr) {
    String[] parts = cidr.split("/");
    int prefix = Integer.parseInt(parts[1]);
    int width = 32 - prefix;
    long network = parse(parts[0]) >> width << width;
    first = network + 1;
    size = (int) Math.min(Integer.MAX_VALUE, (1L << width) - 2);
    lowerPart = Math.min(LOWER_PART_AT_MOST, Math.max(16, size / 16));
  }

  /** What may happen to a wish. */
  enum Outcome {
    TAKEN,
    ALREADY_TAKEN,
    OUT_OF_RANGE
  }

  synchronized Outcome take(String address) {
    long offset = parse(address) - first;
    if (offset < 0 || offset >= size) return Outcome.OUT_OF_RANGE;
    if (taken.get((int) offset)) return Outcome.ALREADY_TAKEN;
    taken.set((int) offset);
    return Outcome.TAKEN;
  }

  /** A free address, null if there is none. */
  synchronized String next() {
    int start = ThreadLocalRandom.current().nextInt(Math.min(lowerPart, size - 1), size);
    int free = taken.nextClearBit(start);
    if (free >= size) free = taken.nextClearBit(Math.min(lowerPart, size - 1));
    if (free >= size) free = taken.nextClearBit(0);
    if (free >= size) return null;
    taken.set(free);
    return format(first + free);
  }

  synchronized void release(String address) {
    long offset = parse(address) - first;
    if (offset >= 0 && offset < size) taken.clear((int) offset);
  }

  /** Whether a text is an IPv4 address. */
  static boolean isAddress(String text) {
    return parse(text) >= 0;
  }

  private static long parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) return -1;
    long address = 0;
    for (String part : parts) {
      if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) return -1;
      address = address << 8 | Integer.parseInt(part);
    }
    return address;
  }

  private static String format(long address) {
    return (address >> 24 & 255)
        + "."
        + (address >> 16 & 255)
        + "."
        + (address >> 8 & 255)
        + "."
        + (address & 255);
  }
}
