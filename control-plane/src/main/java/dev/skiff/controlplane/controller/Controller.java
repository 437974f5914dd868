package dev.skiff.controlplane.controller;

/** One of the cluster's own controllers. */
public interface Controller {

  /** Registers informers, handlers and reconcilers with the operator; nothing runs yet. */
  void register(ControllerContext context);
}
