package dev.skiff.controlplane.controller;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What an operator may choose about controllers; each key also as {@code SKIFF_*}. */
@ConfigMapping(prefix = "skiff")
public interface ControllerConfig {

  /** Whether this server runs the controllers. */
  @WithDefault("true")
  boolean controllers();

  /**
   * Whether controllers run only while this server holds the Lease {@code
   * kube-system/kube-controller-manager}; needed as soon as several servers share a store.
   */
  @WithDefault("false")
  boolean leaderElection();

  /** How long a node may be silent before it counts as unreachable. */
  @WithDefault("40s")
  Duration nodeMonitorGracePeriod();

  /** How many ended Pods may stay before the oldest are removed; 0 for any number. */
  @WithDefault("12500")
  int terminatedPodGcThreshold();
}
