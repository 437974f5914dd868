package dev.skiff.agent.proxy;

/** IP protocols with ports, by their numbers. */
final class Protocol {
  static final int TCP = 6;
  static final int UDP = 17;
  static final int SCTP = 132;

  private Protocol() {}

  /** The number of a port's protocol; an unset one means TCP. */
  static int of(String name) {
    return switch (name) {
      case null -> TCP;
      case "UDP" -> UDP;
      case "SCTP" -> SCTP;
      default -> TCP;
    };
  }
}
