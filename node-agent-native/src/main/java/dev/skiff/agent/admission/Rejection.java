package dev.skiff.agent.admission;

/** Why a pod cannot run on this node, in upstream's words. */
public record Rejection(String reason, String message) {

  /** A predicate of the scheduler that does not hold here. */
  static Rejection predicate(String name, String why) {
    return new Rejection(name, "Predicate " + name + " failed: " + why);
  }
}
