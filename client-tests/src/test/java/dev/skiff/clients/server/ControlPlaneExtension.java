package dev.skiff.clients.server;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the {@link ControlPlane} of the whole run, a {@link KubernetesClient} that works in a
 * namespace of the test class's own, and the {@link FakeNode} for Pods to run on.
 */
public final class ControlPlaneExtension implements ParameterResolver {
  private static final Namespace STORE = Namespace.create(ControlPlaneExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    var type = parameter.getParameter().getType();
    return type == ControlPlane.class || type == KubernetesClient.class || type == FakeNode.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var type = parameter.getParameter().getType();
    if (type == ControlPlane.class) {
      return controlPlane(context);
    }
    return type == FakeNode.class ? node(context) : client(context);
  }

  private static ControlPlane controlPlane(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(STORE)
        .computeIfAbsent(ControlPlane.class, _ -> started(), ControlPlane.class);
  }

  private static ControlPlane started() {
    try {
      return ControlPlane.start();
    } catch (Exception e) {
      throw new IllegalStateException("no control plane", e);
    }
  }

  private static FakeNode node(ExtensionContext context) {
    var controlPlane = controlPlane(context);
    return context
        .getRoot()
        .getStore(STORE)
        .computeIfAbsent(FakeNode.class, _ -> new FakeNode(controlPlane.client()), FakeNode.class);
  }

  private static KubernetesClient client(ExtensionContext context) {
    var controlPlane = controlPlane(context);
    var testClass = context.getRequiredTestClass();
    var ofClass = context.getTestMethod().isPresent() ? context.getParent().orElseThrow() : context;
    return ofClass
        .getStore(STORE)
        .computeIfAbsent(
            testClass, _ -> new TestNamespace(controlPlane, testClass), TestNamespace.class)
        .client();
  }
}
