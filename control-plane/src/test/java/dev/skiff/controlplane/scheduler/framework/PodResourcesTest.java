package dev.skiff.controlplane.scheduler.framework;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodResourcesTest {
  @Test
  void containersAddUpAndQuantitiesRoundUp() {
    PodBuilder pod =
        Build.requests(
            Build.pod("p"),
            Map.of(
                "cpu", "0.0001", "memory", "1Ki", "example.com/gpu", "2", "hugepages-2Mi", "4Mi"));
    pod.editSpec()
        .addNewContainer()
        .withName("b")
        .withNewResources()
        .addToRequests("cpu", new Quantity("1500m"))
        .endResources()
        .endContainer()
        .endSpec();
    Resources requests = Build.info(pod).requests();
    assertEquals(1501, requests.milliCpu());
    assertEquals(1024, requests.memory());
    assertEquals(2, requests.extended("example.com/gpu"));
    assertEquals(4 << 20, requests.extended("hugepages-2Mi"));
  }

  @Test
  void theGreediestInitContainerCountsWithSidecarsBeforeIt() {
    PodBuilder pod = Build.pod("p", "1");
    init(pod, "sidecar", "300m", "Always");
    init(pod, "setup", "2", null);
    init(pod, "late-sidecar", "200m", "Always");
    assertEquals(2300, Build.info(pod).requests().milliCpu());
    PodBuilder small = Build.pod("p", "2");
    init(small, "sidecar", "300m", "Always");
    init(small, "setup", "1", null);
    assertEquals(2300, Build.info(small).requests().milliCpu());
  }

  @Test
  void requestsOfThePodAsAWholeComeFirst() {
    PodBuilder pod = Build.pod("p", "3");
    pod.editSpec()
        .withNewResources()
        .addToRequests("cpu", new Quantity("1"))
        .endResources()
        .addToOverhead("cpu", new Quantity("250m"))
        .endSpec();
    assertEquals(1250, Build.info(pod).requests().milliCpu());
  }

  @Test
  void aContainerWithoutRequestsCountsALittleInScores() {
    Resources little = Build.info(Build.pod("p")).nonZeroRequests();
    assertEquals(100, little.milliCpu());
    assertEquals(200L << 20, little.memory());
    assertEquals(0, Build.info(Build.pod("p")).requests().milliCpu());
  }

  /** A Pod that is to shrink has its room until its node has taken it away. */
  @Test
  void whatAPodHasCountsWhileItIsResized() {
    assertEquals(2000, resized("500m", "2", "1", null));
    assertEquals(2000, resized("500m", "1", "2", "Deferred"));
    assertEquals(3000, resized("3", "1", "1", "Deferred"));
    assertEquals(1000, resized("3", "1", "1", "Infeasible"));
  }

  private static long resized(String wanted, String given, String present, String pending) {
    PodBuilder pod = Build.pod("p", wanted);
    pod.editOrNewStatus()
        .addNewContainerStatus()
        .withName("main")
        .addToAllocatedResources("cpu", new Quantity(given))
        .withNewResources()
        .addToRequests("cpu", new Quantity(present))
        .endResources()
        .endContainerStatus()
        .addNewCondition()
        .withType("PodResizePending")
        .withReason(pending)
        .endCondition()
        .endStatus();
    return Build.info(pod).requests().milliCpu();
  }

  private static void init(PodBuilder pod, String name, String cpu, String restartPolicy) {
    pod.editSpec()
        .addNewInitContainer()
        .withName(name)
        .withRestartPolicy(restartPolicy)
        .withNewResources()
        .addToRequests("cpu", new Quantity(cpu))
        .endResources()
        .endInitContainer()
        .endSpec();
  }
}
