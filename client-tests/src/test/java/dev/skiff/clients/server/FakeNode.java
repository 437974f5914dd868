package dev.skiff.clients.server;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A node that only says that it runs its Pods, as a kubelet would: Pods that restart become Ready,
 * those that do not come to their end at once. A container whose image is named {@link
 * #FAILING_IMAGE} ends with code 1.
 */
public final class FakeNode implements AutoCloseable {
  public static final String NAME = "fake-node";
  public static final String IMAGE = "registry.skiff.local/web:1";
  public static final String FAILING_IMAGE = "registry.skiff.local/failing:1";

  private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);

  private final KubernetesClient client;
  private final SharedIndexInformer<Pod> pods;
  private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();

  FakeNode(KubernetesClient client) {
    this.client = client;
    register();
    heart.scheduleAtFixedRate(this::tryToBeat, 0, 10, TimeUnit.SECONDS);
    pods =
        client
            .pods()
            .inAnyNamespace()
            .withField("spec.nodeName", NAME)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(Pod pod) {
                    run(pod);
                  }

                  @Override
                  public void onUpdate(Pod old, Pod pod) {
                    run(pod);
                  }

                  @Override
                  public void onDelete(Pod pod, boolean unknown) {}
                });
  }

  private void register() {
    var resources =
        Map.of(
            "cpu", new Quantity("16"), "memory", new Quantity("32Gi"), "pods", new Quantity("500"));
    client
        .nodes()
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .withNewStatus()
                .withCapacity(resources)
                .withAllocatable(resources)
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("KubeletReady")
                .endCondition()
                .endStatus()
                .build())
        .create();
  }

  /** A beat that fails must not be the last. */
  private void tryToBeat() {
    try {
      beat();
    } catch (KubernetesClientException missed) {
      // The server waits for the next one.
    }
  }

  private void beat() {
    client
        .leases()
        .inNamespace("kube-node-lease")
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(NAME)
                .withLeaseDurationSeconds(40)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .endSpec()
                .build())
        .serverSideApply();
  }

  private void run(Pod pod) {
    var metadata = pod.getMetadata();
    try {
      if (metadata.getDeletionTimestamp() != null) {
        client.pods().resource(pod).withGracePeriod(0).delete();
      } else if ("Pending".equals(pod.getStatus().getPhase())
          && pod.getStatus().getConditions().stream().noneMatch(c -> c.getType().equals("Ready"))) {
        report(pod);
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  private void report(Pod pod) {
    var containers = pod.getSpec().getContainers();
    var failing = containers.stream().anyMatch(c -> c.getImage().equals(FAILING_IMAGE));
    var ends = !"Always".equals(pod.getSpec().getRestartPolicy());
    var phase = !ends ? "Running" : failing ? "Failed" : "Succeeded";
    var ready = phase.equals("Running") ? "True" : "False";
    var now = DateTimeFormatter.ISO_INSTANT.format(Instant.now());
    var identity = new ObjectMeta();
    identity.setUid(pod.getMetadata().getUid());
    client
        .pods()
        .resource(pod)
        .subresource("status")
        .patch(
            STRATEGIC,
            new PodBuilder()
                .withMetadata(identity)
                .withNewStatus()
                .withPhase(phase)
                .withPodIP("10.244.0.9")
                .withStartTime(now)
                .withContainerStatuses(
                    containers.stream().map(c -> status(c, phase, failing, now)).toList())
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready)
                .withLastTransitionTime(now)
                .endCondition()
                .addNewCondition()
                .withType("ContainersReady")
                .withStatus(ready)
                .withLastTransitionTime(now)
                .endCondition()
                .endStatus()
                .build());
  }

  private static ContainerStatus status(
      Container container, String phase, boolean failing, String now) {
    var status =
        new ContainerStatusBuilder()
            .withName(container.getName())
            .withImage(container.getImage())
            .withImageID("")
            .withReady(phase.equals("Running"))
            .withRestartCount(0);
    return phase.equals("Running")
        ? status.withNewState().withNewRunning().withStartedAt(now).endRunning().endState().build()
        : status
            .withNewState()
            .withNewTerminated()
            .withExitCode(failing ? 1 : 0)
            .withReason(failing ? "Error" : "Completed")
            .withFinishedAt(now)
            .endTerminated()
            .endState()
            .build();
  }

  @Override
  public void close() {
    pods.close();
    heart.shutdownNow();
    client.close();
  }
}
