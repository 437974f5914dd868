package dev.skiff.controlplane.controller.serviceaccount;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;

/** Keeps a ServiceAccount named default in every namespace. */
public final class ServiceAccountController implements Controller {
  private static final String NAME = "service-account-controller";
  private static final String DEFAULT = "default";
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  private KubernetesClient client;
  private ResourceCache<Namespace> namespaces;
  private ResourceCache<ServiceAccount> accounts;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    namespaces = context.operator().informer(Namespace.class).cache();
    accounts = context.operator().informer(ServiceAccount.class).cache();
    context
        .operator()
        .controller(NAME, Namespace.class)
        .watches(
            ServiceAccount.class,
            event -> event.type() == ResourceEvent.Type.DELETED,
            account -> List.of(new Request("", account.getMetadata().getNamespace())))
        .reconciler(this::reconcile);
  }

  private Result reconcile(Request request) {
    Optional<Namespace> namespace = namespaces.get(request);
    if (namespace.isEmpty()
        || namespace.get().getMetadata().getDeletionTimestamp() != null
        || accounts.get(request.name(), DEFAULT).isPresent()) {
      return Result.done();
    }
    ServiceAccount account =
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withNamespace(request.name())
            .withName(DEFAULT)
            .endMetadata()
            .build();
    try {
      client.resource(account).create();
    } catch (KubernetesClientException e) {
      // It is there already, or the namespace has gone meanwhile.
      if (e.getCode() != CONFLICT
          && e.getCode() != NOT_FOUND
          && !Failures.namespaceTerminating(e)) {
        throw e;
      }
    }
    return Result.done();
  }
}
