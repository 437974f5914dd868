package dev.skiff.operator.api;

/** Brings one object's world into the state that the object asks for. */
@FunctionalInterface
public interface Reconciler {

  /**
   * Called on a virtual thread; may block. Never called for the same request by two threads at
   * once. The object may be gone by now.
   *
   * @throws Exception if it has to be tried again, after a back-off that grows with each failure in
   *     a row; a conflict is no error, just throw it
   */
  Result reconcile(Request request) throws Exception;
}
