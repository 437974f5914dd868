package dev.skiff.agent.dns;

import java.net.InetAddress;
import java.util.Optional;

/** Addresses out of text that is known to be one; nothing is ever looked up. */
final class Addresses {
  private Addresses() {}

  static InetAddress of(String literal) {
    return InetAddress.ofLiteral(literal);
  }

  /** The address behind a Pod's label, such as {@code 10-244-0-7} or {@code fd00--7}. */
  static Optional<InetAddress> ofDashed(String label) {
    try {
      boolean v4 = label.chars().filter(c -> c == '-').count() == 3 && !label.contains("--");
      return Optional.of(of(label.replace('-', v4 ? '.' : ':')));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
