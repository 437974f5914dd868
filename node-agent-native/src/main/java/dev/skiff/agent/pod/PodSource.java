package dev.skiff.agent.pod;

import io.fabric8.kubernetes.api.model.Pod;

/** Where the pods that this node shall run come from: a watch of pods by spec.nodeName. */
public interface PodSource {

  /** Starts to deliver; calls come one after the other. */
  void subscribe(Listener listener);

  /**
   * What the source tells. The pods are not changed by the listener nor, afterwards, by the source.
   */
  interface Listener {

    /** A pod was added or its object changed (a deletionTimestamp is such a change). */
    void podSet(Pod pod);

    /** The pod's object is gone; {@code pod} is its last known state. */
    void podRemoved(Pod pod);

    /**
     * All pods that existed when the source connected for the first time have been set: what the
     * runtime has beside them are orphans.
     */
    void synced();
  }
}
