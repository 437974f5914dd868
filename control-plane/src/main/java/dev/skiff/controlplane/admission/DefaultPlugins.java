package dev.skiff.controlplane.admission;

import jakarta.inject.Singleton;
import java.util.List;

/** The plugins that are on by default, in upstream's order. */
@Singleton
final class DefaultPlugins {
  private final List<AdmissionPlugin> inOrder;

  DefaultPlugins(
      NamespaceLifecycle namespaceLifecycle,
      ServiceAccountPlugin serviceAccount,
      NodeRestriction nodeRestriction,
      TaintNodesByCondition taintNodesByCondition,
      Priority priority,
      DefaultTolerationSeconds defaultTolerationSeconds) {
    inOrder =
        List.of(
            namespaceLifecycle,
            serviceAccount,
            nodeRestriction,
            taintNodesByCondition,
            priority,
            defaultTolerationSeconds);
  }

  List<AdmissionPlugin> inOrder() {
    return inOrder;
  }
}
