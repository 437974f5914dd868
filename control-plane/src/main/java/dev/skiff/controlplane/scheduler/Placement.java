package dev.skiff.controlplane.scheduler;

import dev.skiff.controlplane.scheduler.framework.Diagnosis;

/** Where a Pod goes, or why it goes nowhere. */
sealed interface Placement {

  /** The best node. */
  record Chosen(String node) implements Placement {}

  /** No node fits. */
  record Unfit(Diagnosis diagnosis) implements Placement {}

  /** A plugin broke. */
  record Failed(String message) implements Placement {}
}
