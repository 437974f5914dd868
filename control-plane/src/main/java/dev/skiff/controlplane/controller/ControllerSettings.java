package dev.skiff.controlplane.controller;

import java.time.Duration;

/**
 * What can be configured about controllers.
 *
 * @param clusterCidr Pod addresses, a /24 for each node
 * @param nodeMonitorGracePeriod silence after which a node counts as unreachable
 * @param terminatedPodGcThreshold how many ended Pods may stay; 0 for any number
 */
public record ControllerSettings(
    String clusterCidr, Duration nodeMonitorGracePeriod, int terminatedPodGcThreshold) {}
