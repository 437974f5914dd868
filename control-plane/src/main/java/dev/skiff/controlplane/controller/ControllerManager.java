package dev.skiff.controlplane.controller;

import dev.skiff.controlplane.controller.cronjob.CronJobController;
import dev.skiff.controlplane.controller.daemonset.DaemonSetController;
import dev.skiff.controlplane.controller.deployment.DeploymentController;
import dev.skiff.controlplane.controller.disruption.DisruptionController;
import dev.skiff.controlplane.controller.endpoints.EndpointsController;
import dev.skiff.controlplane.controller.endpointslice.EndpointSliceController;
import dev.skiff.controlplane.controller.endpointslice.EndpointSliceMirroringController;
import dev.skiff.controlplane.controller.garbagecollector.GarbageCollector;
import dev.skiff.controlplane.controller.job.JobController;
import dev.skiff.controlplane.controller.namespace.NamespaceController;
import dev.skiff.controlplane.controller.node.NodeIpamController;
import dev.skiff.controlplane.controller.node.NodeLifecycleController;
import dev.skiff.controlplane.controller.node.NodeTtlController;
import dev.skiff.controlplane.controller.node.TaintEvictionController;
import dev.skiff.controlplane.controller.podgc.PodGarbageCollector;
import dev.skiff.controlplane.controller.replicaset.ReplicaSetController;
import dev.skiff.controlplane.controller.replicaset.ReplicaSets;
import dev.skiff.controlplane.controller.replicationcontroller.ReplicationControllers;
import dev.skiff.controlplane.controller.serviceaccount.ServiceAccountController;
import dev.skiff.controlplane.controller.servicecidr.IpAddressController;
import dev.skiff.controlplane.controller.servicecidr.ServiceCidrController;
import dev.skiff.controlplane.controller.statefulset.StatefulSetController;
import dev.skiff.controlplane.controller.storageprotection.PersistentVolumeClaimProtectionController;
import dev.skiff.controlplane.controller.storageprotection.PersistentVolumeProtectionController;
import dev.skiff.controlplane.controller.storageprotection.VolumeAttributesClassProtectionController;
import dev.skiff.controlplane.controller.ttlafterfinished.TtlAfterFinishedController;
import dev.skiff.operator.api.Operator;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.runtime.WorkQueue;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** All controllers of the cluster, in one operator, against any API server. */
public final class ControllerManager implements AutoCloseable {
  private final Operator operator;

  /**
   * @param shared reads for everybody
   * @param clients a client for each controller by its name
   */
  public ControllerManager(
      KubernetesClient shared,
      Function<String, KubernetesClient> clients,
      ControllerSettings settings) {
    operator = Operator.on(shared);
    var known = new ConcurrentHashMap<String, KubernetesClient>();
    var context =
        new ControllerContext(operator, name -> known.computeIfAbsent(name, clients), settings);
    controllers().forEach(controller -> controller.register(context));
  }

  /** Starts; returns at once. */
  public void start() {
    operator.start();
  }

  @Override
  public void close() throws Exception {
    operator.close();
  }

  private static List<Controller> controllers() {
    return List.of(
        new ServiceAccountController(),
        new ReplicaSetController<>(new ReplicaSets()),
        new ReplicaSetController<>(new ReplicationControllers()),
        new DeploymentController(),
        new EndpointSliceController(),
        new EndpointSliceMirroringController(),
        new EndpointsController(),
        new IpAddressController(),
        new ServiceCidrController(),
        new NamespaceController(),
        new NodeIpamController(),
        new NodeLifecycleController(),
        new NodeTtlController(),
        new TaintEvictionController(),
        new PodGarbageCollector(),
        new GarbageCollector(),
        new JobController(),
        new TtlAfterFinishedController(),
        new DaemonSetController(),
        new StatefulSetController(),
        new DisruptionController(),
        new CronJobController(),
        new PersistentVolumeProtectionController(),
        new PersistentVolumeClaimProtectionController(),
        new VolumeAttributesClassProtectionController());
  }

  /** The work queues by the names of their controllers. */
  Map<String, WorkQueue<Request>> queues() {
    return operator.queues();
  }
}
