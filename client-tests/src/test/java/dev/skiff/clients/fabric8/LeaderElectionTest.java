package dev.skiff.clients.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.clients.server.ControlPlaneExtension;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two candidates for one Lease. */
@ExtendWith(ControlPlaneExtension.class)
class LeaderElectionTest {

  @Test
  void theSecondFollowsTheFirst(KubernetesClient client) throws InterruptedException {
    var told = new LinkedBlockingQueue<String>();
    var first = candidate(client, "first", told).start();
    assertEquals("first leads", told.poll(10, TimeUnit.SECONDS));
    var second = candidate(client, "second", told).start();
    first.cancel(true);
    assertEquals("first stops", told.poll(10, TimeUnit.SECONDS));
    assertEquals("second leads", told.poll(10, TimeUnit.SECONDS));
    var lease = client.leases().withName("leader").get();
    assertEquals("second", lease.getSpec().getHolderIdentity());
    second.cancel(true);
    assertEquals("second stops", told.poll(10, TimeUnit.SECONDS));
  }

  private static LeaderElector candidate(
      KubernetesClient client, String name, BlockingQueue<String> told) {
    return client
        .leaderElector()
        .withConfig(
            new LeaderElectionConfigBuilder()
                .withName(name)
                .withLock(new LeaseLock(client.getNamespace(), "leader", name))
                .withLeaseDuration(Duration.ofSeconds(4))
                .withRenewDeadline(Duration.ofSeconds(3))
                .withRetryPeriod(Duration.ofMillis(300))
                .withReleaseOnCancel()
                .withLeaderCallbacks(
                    new LeaderCallbacks(
                        () -> told.add(name + " leads"), () -> told.add(name + " stops"), _ -> {}))
                .build())
        .build();
  }
}
