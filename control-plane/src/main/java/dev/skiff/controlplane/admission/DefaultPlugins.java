package dev.skiff.controlplane.admission;

import jakarta.inject.Singleton;
import java.util.List;

/** The plugins that are on by default, in upstream's order. */
@Singleton
final class DefaultPlugins {
  private final List<AdmissionPlugin> inOrder;

  DefaultPlugins(NamespaceLifecycle namespaceLifecycle) {
    inOrder = List.of(namespaceLifecycle);
  }

  List<AdmissionPlugin> inOrder() {
    return inOrder;
  }
}
