package dev.skiff.controlplane.scheduler;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether the control plane places Pods itself. */
@ConfigMapping(prefix = "skiff")
public interface SchedulerConfig {
  /** False if another scheduler does. */
  @WithDefault("true")
  boolean scheduler();
}
