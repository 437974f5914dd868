package dev.skiff.controlplane.resource.defaults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.resource.WritePath;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DisabledFieldsTest {
  private static void drops(String version, String plural, String before, String after)
      throws IOException {
    JsonNode object = new YAMLMapper().readTree(before);
    DisabledFields.drop(WritePath.type(version, plural).schema(), object);
    assertEquals(new YAMLMapper().readTree(after), object);
  }

  @Test
  void strategiesOfLeases() throws IOException {
    drops(
        "coordination.k8s.io/v1",
        "leases",
        "{spec: {holderIdentity: a, strategy: Oldest, preferredHolder: b}}",
        "{spec: {holderIdentity: a}}");
  }

  @Test
  void severalPodsOfStatefulSetsAtOnce() throws IOException {
    drops(
        "apps/v1",
        "statefulsets",
        "{spec: {updateStrategy: {rollingUpdate: {maxUnavailable: 2, partition: 1}}}}",
        "{spec: {updateStrategy: {rollingUpdate: {partition: 1}}}}");
  }

  @Test
  void stopSignalsWithWhatHasNothingElse() throws IOException {
    drops(
        "apps/v1",
        "deployments",
        "{spec: {template: {spec: {containers: [{name: a, lifecycle: {stopSignal: SIGTERM}},"
            + " {name: b, lifecycle: {stopSignal: SIGTERM, preStop: {sleep: {seconds: 1}}}}]}}}}",
        "{spec: {template: {spec: {containers: [{name: a},"
            + " {name: b, lifecycle: {preStop: {sleep: {seconds: 1}}}}]}}}}");
  }

  @Test
  void theSameNamesElsewhereStay() throws IOException {
    drops(
        "apps/v1",
        "deployments",
        "{spec: {strategy: {type: Recreate}}}",
        "{spec: {strategy: {type: Recreate}}}");
  }

  @Test
  void sourcesOfProjectedVolumes() throws IOException {
    drops(
        "v1",
        "pods",
        "{spec: {volumes: [{name: v, projected: {sources: [{clusterTrustBundle: {path: a}},"
            + " {podCertificate: {keyType: X}, secret: {name: s}}]}}]}}",
        "{spec: {volumes: [{name: v, projected: {sources: [{}, {secret: {name: s}}]}}]}}");
  }

  @Test
  void whatDevicesMayNotSayYet() throws IOException {
    drops(
        "resource.k8s.io/v1",
        "resourceslices",
        "{spec: {nodeName: n, sharedCounters: [{name: c}], devices: [{name: a, nodeName: n, taints:"
            + " [{key: k}], bindsToNode: true, capacity: {m: {value: 1Gi, requestPolicy: {default:"
            + " '1'}}}}]}}",
        "{spec: {nodeName: n, devices: [{name: a, capacity: {m: {value: 1Gi}}}]}}");
    drops(
        "resource.k8s.io/v1",
        "resourceclaims",
        "{spec: {devices: {constraints: [{distinctAttribute: a}]}}, status: {allocation: {devices:"
            + " {results: [{device: d, shareID: x, bindingConditions: [a]}]}}}}",
        "{spec: {devices: {constraints: [{}]}}, status: {allocation: {devices: {results: [{device:"
            + " d}]}}}}");
  }
}
