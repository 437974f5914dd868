package dev.skiff.agent.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.skiff.agent.pod.Yaml;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAdmissionTest {

  private final FakeNodeObject node = new FakeNodeObject();
  private final NodeAdmission admission =
      new NodeAdmission(
          node,
          Map.of(
              "cpu", new Quantity("2"),
              "memory", new Quantity("4Gi"),
              "ephemeral-storage", new Quantity("10Gi"),
              "pods", new Quantity("3")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          containers: [{name: a, resources: {requests: {cpu: 2500m}}}] | OutOfcpu | Node didn't have enough resource: cpu, requested: 2500, used: 500, capacity: 2000
          containers: [{name: a, resources: {requests: {memory: 5Gi}}}] | OutOfmemory | Node didn't have enough resource: memory, requested: 5368709120, used: 0, capacity: 4294967296
          {overhead: {cpu: 1}, containers: [{name: a, resources: {requests: {cpu: 1}}}]} | OutOfcpu | Node didn't have enough resource: cpu, requested: 2000, used: 500, capacity: 2000
          {nodeSelector: {disk: ssd}, containers: [{name: a}]} | NodeAffinity | Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector
          {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: NotIn, values: [node1]}]}]}}}, containers: [{name: a}]} | NodeAffinity | Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector
          containers: [{name: a, ports: [{containerPort: 80, hostPort: 8080}]}] | NodePorts | Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports
          {os: {name: windows}, containers: [{name: a}]} | PodOSNotSupported | Failed to admit pod as the OS field doesn't match node OS
          {securityContext: {supplementalGroupsPolicy: Strict}, containers: [{name: a}]} | SupplementalGroupsPolicyNotSupported | SupplementalGroupsPolicy=Strict is not supported in this node
          {securityContext: {sysctls: [{name: kernel.msgmax, value: "1"}]}, containers: [{name: a}]} | SysctlForbidden | forbidden sysctl: "kernel.msgmax" not allowlisted
          {hostNetwork: true, securityContext: {sysctls: [{name: net/ipv4/tcp_syncookies, value: "1"}]}, containers: [{name: a}]} | SysctlForbidden | forbidden sysctl: "net.ipv4.tcp_syncookies" not allowed with host net enabled
          """)
  void rejects(String spec, String reason, String message) {
    assertNull(
        admission.admit(
            pod(
                "first",
                "containers: [{name: a, resources: {requests: {cpu: 500m}}, ports: [{containerPort: 80, hostPort: 8080, hostIP: 127.0.0.1}]}]")));
    assertEquals(new Rejection(reason, message), admission.admit(pod("second", spec)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          containers: [{name: a, resources: {requests: {example.com/device: 2}}}]
          {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values: [node1]}]}]}}}, containers: [{name: a}]}
          containers: [{name: a, ports: [{containerPort: 80, hostPort: 8080, protocol: UDP}]}]
          containers: [{name: a, ports: [{containerPort: 80, hostPort: 8080, hostIP: 192.0.2.1}]}]
          {securityContext: {sysctls: [{name: kernel.shm_rmid_forced, value: "1"}]}, containers: [{name: a}]}
          """)
  void letsIn(String spec) {
    assertNull(
        admission.admit(
            pod(
                "first",
                "containers: [{name: a, ports: [{containerPort: 80, hostPort: 8080, hostIP: 127.0.0.1}]}]")));
    assertNull(admission.admit(pod("second", spec)));
  }

  @Test
  void aNodeTakesSoManyPods() {
    for (String name : List.of("a", "b", "c")) {
      assertNull(admission.admit(pod(name, "containers: [{name: a}]")));
    }
    assertEquals(
        new Rejection(
            "OutOfpods",
            "Node didn't have enough resource: pods, requested: 1, used: 3, capacity: 3"),
        admission.admit(pod("d", "containers: [{name: a}]")));
    admission.release("b");
    assertNull(admission.admit(pod("d", "containers: [{name: a}]")));
  }

  @Test
  void taintsThatWouldEvict() {
    node.known =
        new NodeBuilder(node.known)
            .editOrNewSpec()
            .addNewTaint("NoExecute", "broken", null, "yes")
            .addNewTaint("NoSchedule", "busy", null, "yes")
            .endSpec()
            .build();
    assertEquals(
        "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
        admission.admit(pod("a", "containers: [{name: a}]")).message());
    assertNull(
        admission.admit(
            pod(
                "b",
                "{tolerations: [{key: broken, operator: Equal, value: \"yes\"}], containers: [{name: a}]}")));
  }

  @Test
  void aNodeThatHasJustChangedIsLookedAtAgain() {
    node.fresh =
        new NodeBuilder(node.known).editMetadata().addToLabels("disk", "ssd").endMetadata().build();
    assertNull(admission.admit(pod("a", "{nodeSelector: {disk: ssd}, containers: [{name: a}]}")));
  }

  @Test
  void roomGoesToTheMostImportantResize() {
    List<String> granted = new ArrayList<>();
    assertNull(admission.admit(pod("big", cpu("1500m", 0))));
    assertNull(admission.admit(pod("low", cpu("200m", 0))));
    assertNull(admission.admit(pod("high", cpu("200m", 10))));
    assertEquals(
        "Deferred",
        admission.resize(pod("low", cpu("1200m", 0)), () -> granted.add("low")).reason());
    assertEquals(
        "Deferred",
        admission.resize(pod("high", cpu("900m", 10)), () -> granted.add("high")).reason());
    admission.release("big");
    assertEquals(List.of("high"), granted);
    assertNull(admission.resize(pod("high", cpu("900m", 10)), () -> {}));
    assertEquals("Infeasible", admission.resize(pod("low", cpu("2100m", 0)), () -> {}).reason());
  }

  @Test
  void whatWasReservedForAResizeThatIsOffIsFree() {
    List<String> granted = new ArrayList<>();
    assertNull(admission.admit(pod("big", cpu("1500m", 0))));
    assertNull(admission.admit(pod("a", cpu("200m", 0))));
    admission.resize(pod("a", cpu("1800m", 0)), () -> granted.add("a"));
    admission.release("big");
    assertEquals(List.of("a"), granted);
    assertEquals("OutOfcpu", admission.admit(pod("b", cpu("1500m", 0))).reason());

    admission.withdraw("a");
    assertNull(admission.admit(pod("b", cpu("1500m", 0))));

    admission.resize(pod("a", cpu("1800m", 0)), () -> granted.add("again"));
    admission.release("b");
    assertEquals(List.of("a", "again"), granted);
    assertEquals("Infeasible", admission.resize(pod("a", cpu("2100m", 0)), () -> {}).reason());
    assertNull(admission.admit(pod("b", cpu("1500m", 0))));
  }

  @Test
  void aResizeWaitsForTheEndOfPressure() {
    List<String> granted = new ArrayList<>();
    assertNull(admission.admit(pod("a", cpu("200m", 0))));
    admission.pressure(Set.of("DiskPressure", "MemoryPressure"));
    assertEquals(
        "Deferred", admission.resize(pod("a", cpu("300m", 0)), () -> granted.add("a")).reason());
    admission.pressure(Set.of("DiskPressure"));
    assertEquals(List.of(), granted);
    admission.pressure(Set.of());
    assertEquals(List.of("a"), granted);
  }

  private static String cpu(String request, int priority) {
    return "{priority: %d, containers: [{name: a, resources: {requests: {cpu: %s}}}]}"
        .formatted(priority, request);
  }

  private static Pod pod(String name, String spec) {
    return Yaml.pod(
        "metadata: {name: %s, namespace: default, uid: %s}\nspec: ".formatted(name, name)
            + (spec.startsWith("{") ? spec : "{" + spec + "}"));
  }
}
