package dev.skiff.controlplane.scheduler.framework;

import java.util.List;

/** A part of the scheduler's judgement; implements one or more of the interfaces nested here. */
public interface Plugin {

  /** The plugin's name, as upstream spells it. */
  String name();

  /** Whether a Pod that this plugin refused might pass after an event. */
  default boolean mayHelp(ClusterEvent event, PodInfo pod) {
    return true;
  }

  /** Looks at a Pod and the whole cluster before single nodes are judged. */
  interface PreFilter extends Plugin {
    Status preFilter(CycleState state, PodInfo pod, ClusterSnapshot cluster);
  }

  /** Judges whether a Pod can be on a node. */
  interface Filter extends Plugin {
    Status filter(CycleState state, PodInfo pod, NodeInfo node);
  }

  /** Tries to make room for a Pod that fits nowhere. */
  interface PostFilter extends Plugin {
    PostFilterResult postFilter(PodInfo pod, ClusterSnapshot cluster, Diagnosis diagnosis);
  }

  /** Says how good a node is. */
  interface Score extends Plugin {
    /** The most that a node can get after {@link #normalize}. */
    long MAX = 100;

    /** Weight of this plugin's scores beside those of others. */
    int weight();

    /** Called once before nodes are scored, with those that passed all filters. */
    default void preScore(
        CycleState state, PodInfo pod, ClusterSnapshot cluster, List<NodeInfo> nodes) {}

    long score(CycleState state, PodInfo pod, NodeInfo node);

    /** Brings all scores into 0 to {@link #MAX}, in place. */
    default void normalize(CycleState state, long[] scores) {}
  }

  /** Takes something for a Pod on the node that was chosen, and gives it back if that fails. */
  interface Reserve extends Plugin {
    Status reserve(CycleState state, PodInfo pod, String node);

    /** Called also where {@link #reserve} was not; must not fail. */
    void unreserve(CycleState state, PodInfo pod, String node);
  }

  /** Has the last word before a Pod is bound. */
  interface Permit extends Plugin {
    /** May block: it is called on the Pod's own thread. */
    Status permit(CycleState state, PodInfo pod, String node);
  }

  /** Tells the API server where a Pod goes. */
  interface Bind extends Plugin {
    Status bind(PodInfo pod, String node);
  }
}
