package dev.skiff.agent.dns;

import java.util.Optional;

/** Names below in-addr.arpa and ip6.arpa (RFC 1035, section 3.5; RFC 3596, section 2.5). */
final class ReverseName {
  private static final String V4 = ".in-addr.arpa";
  private static final String V6 = ".ip6.arpa";

  private ReverseName() {}

  /** The address that a name stands for, in its usual form; empty if it is no such name. */
  static Optional<String> address(String name) {
    try {
      if (name.endsWith(V4)) {
        String[] labels = name.substring(0, name.length() - V4.length()).split("\\.");
        if (labels.length != 4) return Optional.empty();
        return canonical(labels[3] + "." + labels[2] + "." + labels[1] + "." + labels[0]);
      }
      if (name.endsWith(V6)) {
        String[] labels = name.substring(0, name.length() - V6.length()).split("\\.");
        if (labels.length != 32) return Optional.empty();
        StringBuilder text = new StringBuilder();
        for (int i = 31; i >= 0; i--) {
          text.append(labels[i]);
          if (i % 4 == 0 && i > 0) text.append(':');
        }
        return canonical(text.toString());
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> canonical(String literal) {
    return Optional.of(Addresses.of(literal).getHostAddress());
  }
}
