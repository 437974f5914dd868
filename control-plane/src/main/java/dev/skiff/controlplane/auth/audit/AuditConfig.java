package dev.skiff.controlplane.auth.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** The audit log. It is written as soon as there is a policy. */
@ConfigMapping(prefix = "skiff.audit")
public interface AuditConfig {
  /** Upstream's {@code audit.k8s.io/v1} Policy; without one nothing is written. */
  Optional<Path> policyFile();

  /** Where events are written, one a line; by default {@code audit/audit.log} in the data dir. */
  Optional<Path> logPath();

  /** A file of this size in MiB is put aside. */
  @WithDefault("100")
  int maxSize();

  /** So many files that were put aside are kept; 0 for all. */
  @WithDefault("10")
  int maxBackups();

  /** Files that were put aside are kept for so many days; 0 for ever. */
  @WithDefault("30")
  int maxAge();

  /** So many events may wait to be written; then requests wait too, and no event is lost. */
  @WithDefault("10000")
  int queue();
}
