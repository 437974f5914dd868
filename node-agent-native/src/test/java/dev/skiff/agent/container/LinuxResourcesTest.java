package dev.skiff.agent.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.agent.cri.v1.LinuxContainerResources;
import dev.skiff.agent.pod.Yaml;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxResourcesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                 | 2    | 0      | 0         | 1000 | BestEffort
          {requests: {cpu: 500m}}                                            | 512  | 0      | 0         | 999  | Burstable
          {requests: {memory: 1Gi}}                                          | 2    | 0      | 0         | 750  | Burstable
          {limits: {cpu: "2", memory: 64Mi}}                                 | 2048 | 200000 | 67108864  | -997 | Guaranteed
          {requests: {cpu: 1m}, limits: {cpu: 1m}}                           | 2    | 1000   | 0         | 999  | Burstable
          """)
  void translates(String resources, long shares, long quota, long memory, long oom, String qos) {
    Pod pod =
        Yaml.pod(
            """
            metadata: {name: p, namespace: n, uid: u}
            spec: {containers: [{name: main, image: i, resources: %s}]}
            """
                .formatted(resources));
    LinuxContainerResources result =
        LinuxResources.of(pod, pod.getSpec().getContainers().getFirst(), 4L << 30);
    assertEquals(shares, result.getCpuShares());
    assertEquals(quota, result.getCpuQuota());
    assertEquals(memory, result.getMemoryLimitInBytes());
    assertEquals(oom, result.getOomScoreAdj());
    assertEquals(qos, QosClass.of(pod).value());
  }
}
