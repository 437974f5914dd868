package dev.skiff.controlplane.controller.servicecidr;

import dev.skiff.controlplane.controller.Controller;
import dev.skiff.controlplane.controller.ControllerContext;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceCache;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDRBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says of ServiceCIDRs that they are ready, and keeps those that still have addresses and no other
 * network to go to (KEP-1880).
 */
public final class ServiceCidrController implements Controller {
  private static final String NAME = "service-cidrs-controller";
  private static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";
  private static final String DEFAULT = "kubernetes";
  private static final String IN_USE =
      "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new"
          + " ServiceCIDR";

  /** Time for API servers to learn that the network gives no more addresses. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final int NOT_FOUND = 404;

  private KubernetesClient client;
  private InstantSource clock;
  private ResourceCache<ServiceCIDR> networks;
  private ResourceCache<IPAddress> addresses;

  @Override
  public void register(ControllerContext context) {
    client = context.client(NAME);
    clock = context.operator().timer();
    networks = context.operator().informer(ServiceCIDR.class).cache();
    addresses = context.operator().informer(IPAddress.class).cache();
    context
        .operator()
        .controller(NAME, ServiceCIDR.class)
        .watches(IPAddress.class, address -> containing(address.getMetadata().getName()))
        .watches(ServiceCIDR.class, this::overlapping)
        .reconciler(this::reconcileUnlessGone);
  }

  private List<Request> containing(String address) {
    return networks.list().stream()
        .filter(network -> deleting(network) && contains(network, address))
        .map(Request::of)
        .toList();
  }

  /** A network that comes may let another go. */
  private List<Request> overlapping(ServiceCIDR changed) {
    return networks.list().stream()
        .filter(network -> deleting(network) || Request.of(network).equals(Request.of(changed)))
        .map(Request::of)
        .toList();
  }

  private Result reconcileUnlessGone(Request request) {
    Optional<ServiceCIDR> network = networks.get(request);
    if (network.isEmpty()) return Result.done();
    try {
      return deleting(network.get()) ? release(network.get()) : keep(network.get());
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND) return Result.done();
      throw e;
    }
  }

  private Result keep(ServiceCIDR network) {
    if (!network.getMetadata().getFinalizers().contains(FINALIZER)) {
      List<String> finalizers = new ArrayList<>(network.getMetadata().getFinalizers());
      finalizers.add(FINALIZER);
      ServiceCIDR held =
          new ServiceCIDRBuilder(network)
              .editMetadata()
              .withFinalizers(finalizers)
              .endMetadata()
              .build();
      client.resource(held).update();
      return Result.done();
    }
    boolean isDefault = network.getMetadata().getName().equals(DEFAULT);
    String message =
        isDefault ? "Kubernetes default Service CIDR is ready" : "Kubernetes Service CIDR is ready";
    if (ready(network).filter(condition -> condition.getStatus().equals("True")).isEmpty()) {
      setReady(network, "True", "", message);
    }
    return Result.done();
  }

  private Result release(ServiceCIDR network) {
    if (!network.getMetadata().getFinalizers().contains(FINALIZER)) return Result.done();
    if (neededByAddresses(network)) {
      if (ready(network).filter(condition -> condition.getStatus().equals("False")).isEmpty()) {
        setReady(network, "False", "Terminating", IN_USE);
      }
      return Result.done();
    }
    Instant end = Instant.parse(network.getMetadata().getDeletionTimestamp()).plus(GRACE);
    Duration left = Duration.between(clock.instant(), end);
    if (left.isPositive()) return Result.requeueAfter(left);
    List<String> finalizers = new ArrayList<>(network.getMetadata().getFinalizers());
    finalizers.remove(FINALIZER);
    ServiceCIDR released =
        new ServiceCIDRBuilder(network)
            .editMetadata()
            .withFinalizers(finalizers)
            .endMetadata()
            .build();
    client.resource(released).update();
    return Result.done();
  }

  /** Whether an address is of this network and of no other that stays. */
  private boolean neededByAddresses(ServiceCIDR network) {
    List<ServiceCIDR> others =
        networks.list().stream()
            .filter(other -> !deleting(other) && !Request.of(other).equals(Request.of(network)))
            .toList();
    return addresses.list().stream()
        .map(address -> address.getMetadata().getName())
        .filter(address -> contains(network, address))
        .anyMatch(address -> others.stream().noneMatch(other -> contains(other, address)));
  }

  private void setReady(ServiceCIDR network, String status, String reason, String message) {
    Condition condition =
        new ConditionBuilder()
            .withType("Ready")
            .withStatus(status)
            .withReason(reason)
            .withMessage(message)
            .withLastTransitionTime(clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
            .build();
    List<Condition> conditions = new ArrayList<>(conditions(network));
    conditions.removeIf(other -> other.getType().equals("Ready"));
    conditions.add(condition);
    client
        .resource(
            new ServiceCIDRBuilder(network)
                .editOrNewStatus()
                .withConditions(conditions)
                .endStatus()
                .build())
        .updateStatus();
  }

  private static Optional<Condition> ready(ServiceCIDR network) {
    return conditions(network).stream().filter(one -> one.getType().equals("Ready")).findFirst();
  }

  private static List<Condition> conditions(ServiceCIDR network) {
    return network.getStatus() == null || network.getStatus().getConditions() == null
        ? List.of()
        : network.getStatus().getConditions();
  }

  private static boolean deleting(ServiceCIDR network) {
    return network.getMetadata().getDeletionTimestamp() != null;
  }

  private static boolean contains(ServiceCIDR network, String address) {
    return network.getSpec().getCidrs().stream().anyMatch(cidr -> Network.contains(cidr, address));
  }
}
