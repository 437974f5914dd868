package dev.skiff.agent.cri;

/** Tells when processes end that are not children of the agent, such as those of containers. */
public interface ProcessExits {

  /**
   * Calls {@code exited} once, on a thread of the watcher, when the process has ended.
   *
   * @return false when the process cannot be watched: it has ended already, or is not visible
   */
  boolean watch(int pid, Runnable exited);
}
