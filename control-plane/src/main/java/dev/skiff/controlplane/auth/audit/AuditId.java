package dev.skiff.controlplane.auth.audit;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** What a request is called in the audit log and in the answer's header {@code Audit-Id}. */
public final class AuditId {
  /** Callers may give one themselves. */
  public static final String HEADER = "Audit-Id";

  private AuditId() {}

  /** Unique is enough; nobody must be unable to guess it. */
  public static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = random.nextLong() & ~0xf000L | 0x4000L;
    long low = random.nextLong() & ~(0xcL << 60) | 0x8L << 60;
    return new UUID(high, low).toString();
  }
}
