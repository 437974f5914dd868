package dev.skiff.controlplane.scheduler;

import dev.skiff.controlplane.scheduler.framework.PodInfo;

/** Tells the world what became of a Pod; never throws. */
interface PodReporter {

  /** The Pod is bound. */
  void scheduled(PodInfo pod, String node);

  /**
   * The Pod fits nowhere.
   *
   * @param nominatedNode where room is being made for it, or null
   */
  void unschedulable(PodInfo pod, String message, String nominatedNode);

  /** The attempt broke. */
  void failed(PodInfo pod, String message);
}
