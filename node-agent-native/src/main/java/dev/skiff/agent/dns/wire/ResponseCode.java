package dev.skiff.agent.dns.wire;

/** How a query ended (RFC 1035, section 4.1.1); the ordinal is the number on the wire. */
public enum ResponseCode {
  NO_ERROR,
  FORMAT_ERROR,
  SERVER_FAILURE,
  NAME_ERROR,
  NOT_IMPLEMENTED,
  REFUSED
}
