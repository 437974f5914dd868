package dev.skiff.controlplane.scheduler;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;

/**
 * The scheduler beside any cluster, to compare it with upstream's: the argument is a kubeconfig.
 */
final class RemoteScheduler {
  private RemoteScheduler() {}

  public static void main(String[] arguments) throws Exception {
    Config config = Config.fromKubeconfig(new File(arguments[0]));
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
        SchedulerProgram program = new SchedulerProgram(client)) {
      program.start();
      Thread.currentThread().join();
    }
  }
}
