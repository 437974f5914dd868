package dev.skiff.controlplane.auth.audit;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.output.Answers;
import java.util.List;

/** The events of a request that is passed on to somebody else: begin, head of the answer, end. */
public final class AuditCourse {
  private static final String EARLY =
      "{\"kind\":\"Status\",\"status\":\"Success\",\"message\":\"Connection closed early\"}";

  private final AuditRecord record;
  private final AuditLog log;
  private int code;
  private List<byte[]> status = List.of();

  AuditCourse(AuditRecord record, AuditLog log) {
    this.record = record;
    this.log = log;
    add(AuditStage.REQUEST_RECEIVED);
  }

  /** The answer will be a refusal. */
  public synchronized void refused(StatusException refusal) {
    status = List.of(Answers.bytes(refusal.status()));
  }

  /** The answer's head is out; 101 if the connection speaks another protocol from now on. */
  public synchronized void answered(int code) {
    if (this.code != 0) return;
    this.code = code;
    add(AuditStage.RESPONSE_STARTED);
  }

  /** All is over; to be called once. */
  public synchronized void ended() {
    if (code == 0) {
      status = List.of(EARLY.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      answered(200);
    }
    add(AuditStage.RESPONSE_COMPLETE);
  }

  private void add(AuditStage stage) {
    if (!record.omits(stage)) log.add(record.event(stage, code, status, "application/json", false));
  }
}
