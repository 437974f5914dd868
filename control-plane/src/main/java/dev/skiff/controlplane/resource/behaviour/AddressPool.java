package dev.skiff.controlplane.resource.behaviour;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The cluster addresses of some IPv4 networks, which may overlap, and which of them are taken. A
 * network's own and its broadcast address are never given. Safe for use by many threads.
 */
final class AddressPool {
  /** Dynamic addresses avoid the lower part, which is left to those who ask for an address. */
  private static final int LOWER_PART_AT_MOST = 256;

  private final List<Range> ranges = new CopyOnWriteArrayList<>();
  private final Set<Long> taken = new HashSet<>();

  /**
   * @param cidr the first network, for example 10.96.0.0/16
   */
  AddressPool(String cidr) {
    add(cidr);
  }

  /** The addresses of a network that can be given. */
  private record Range(long first, int size) {
    static Range of(String cidr) {
      String[] parts = cidr.split("/");
      int width = 32 - Integer.parseInt(parts[1]);
      long network = parse(parts[0]) >> width << width;
      return new Range(network + 1, (int) Math.min(Integer.MAX_VALUE, (1L << width) - 2));
    }

    boolean contains(long address) {
      return address >= first && address < first + size;
    }

    int lowerPart() {
      return Math.min(size - 1, Math.min(LOWER_PART_AT_MOST, Math.max(16, size / 16)));
    }
  }

  /** What may happen to a wish. */
  enum Outcome {
    TAKEN,
    ALREADY_TAKEN,
    OUT_OF_RANGE
  }

  /** Gives addresses of one more network, after those of the others; IPv6 is not given. */
  void add(String cidr) {
    if (!cidr.contains(":")) ranges.add(Range.of(cidr));
  }

  /** Gives no more addresses because of this network; those taken stay so. */
  void remove(String cidr) {
    if (!cidr.contains(":")) ranges.remove(Range.of(cidr));
  }

  synchronized Outcome take(String address) {
    long number = parse(address);
    if (ranges.stream().noneMatch(range -> range.contains(number))) return Outcome.OUT_OF_RANGE;
    return taken.add(number) ? Outcome.TAKEN : Outcome.ALREADY_TAKEN;
  }

  /**
   * Takes an address even if no network has it: something holds it already.
   *
   * @return false if it was taken
   */
  synchronized boolean hold(String address) {
    return isAddress(address) && taken.add(parse(address));
  }

  /** A free address, null if there is none. */
  synchronized String next() {
    for (Range range : ranges) {
      Optional<Long> free = free(range);
      if (free.isEmpty()) continue;
      taken.add(free.get());
      return format(free.get());
    }
    return null;
  }

  private Optional<Long> free(Range range) {
    if (range.size() < 1) return Optional.empty();
    int lower = range.lowerPart();
    int start = ThreadLocalRandom.current().nextInt(lower, range.size());
    return free(range, start, range.size())
        .or(() -> free(range, lower, start))
        .or(() -> free(range, 0, lower));
  }

  private Optional<Long> free(Range range, int from, int to) {
    for (long offset = from; offset < to; offset++) {
      if (!taken.contains(range.first() + offset)) return Optional.of(range.first() + offset);
    }
    return Optional.empty();
  }

  synchronized void release(String address) {
    taken.remove(parse(address));
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
