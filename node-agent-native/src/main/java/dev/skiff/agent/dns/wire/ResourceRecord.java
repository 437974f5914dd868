package dev.skiff.agent.dns.wire;

import java.net.InetAddress;
import java.util.Objects;

/**
 * One record of an answer.
 *
 * @param name owner, lower case, without the final dot; empty for the root
 * @param ttl seconds that a resolver may keep it
 * @param data what the owner is said to be
 */
public record ResourceRecord(String name, int ttl, Data data) {
  public ResourceRecord {
    Objects.requireNonNull(name);
    Objects.requireNonNull(data);
  }

  /** The types of data that cluster DNS answers with (RFC 1035, RFC 2782, RFC 3596). */
  public sealed interface Data {
    /** The record type's number. */
    int type();
  }

  /** A or AAAA, as the address is. */
  public record Address(InetAddress address) implements Data {
    @Override
    public int type() {
      return address.getAddress().length == 4 ? RecordType.A : RecordType.AAAA;
    }
  }

  /** The name is another name for {@code target}. */
  public record Alias(String target) implements Data {
    @Override
    public int type() {
      return RecordType.CNAME;
    }
  }

  /** Where an address leads back to. */
  public record Pointer(String target) implements Data {
    @Override
    public int type() {
      return RecordType.PTR;
    }
  }

  /** Host and port of a service (RFC 2782). */
  public record ServiceLocation(int priority, int weight, int port, String target) implements Data {
    @Override
    public int type() {
      return RecordType.SRV;
    }
  }

  /** Text, at most 255 bytes of ASCII. */
  public record Text(String text) implements Data {
    @Override
    public int type() {
      return RecordType.TXT;
    }
  }

  /** Start of authority; {@code minimum} is how many seconds a negative answer may be kept. */
  public record Authority(String primary, String mailbox, long serial, int minimum)
      implements Data {
    @Override
    public int type() {
      return RecordType.SOA;
    }
  }
}
