package dev.skiff.controlplane.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.informer.FakeClusterState;
import org.junit.jupiter.api.Test;

class PodTopologyLabelsTest {
  private final PodTopologyLabels plugin =
      new PodTopologyLabels(
          new FakeClusterState()
              .put(
                  "nodes",
                  "{'metadata':{'name':'n','labels':{'topology.kubernetes.io/zone':'z','topology.kubernetes.io/region':'r','x':'y'}}}"));

  private AdmissionRequest admitted(String subresource, String json) {
    AdmissionRequest request =
        Requests.request(Operation.CREATE, "pods", subresource, "a", json, null, Requests.USER);
    plugin.mutate(request);
    return request;
  }

  @Test
  void aBindingTellsZoneAndRegion() {
    assertEquals(
        "{\"topology.kubernetes.io/zone\":\"z\",\"topology.kubernetes.io/region\":\"r\"}",
        admitted("binding", "{'metadata':{'name':'p'},'target':{'kind':'Node','name':'n'}}")
            .object()
            .at("/metadata/labels")
            .toString());
  }

  @Test
  void aPodThatNamesItsNodeIsToldAtOnce() {
    assertEquals(
        "z",
        admitted(
                "",
                "{'metadata':{'name':'p','labels':{'topology.kubernetes.io/zone':'claimed'}},'spec':{'nodeName':'n'}}")
            .object()
            .at("/metadata/labels/topology.kubernetes.io~1zone")
            .asText());
  }

  @Test
  void othersAreLeftAlone() {
    for (String json :
        new String[] {
          "{'metadata':{'name':'p'},'target':{'kind':'Node','name':'gone'}}",
          "{'metadata':{'name':'p'},'target':{'name':'n'}}"
        }) {
      assertTrue(admitted("binding", json).object().at("/metadata/labels").isMissingNode());
    }
    assertTrue(
        admitted("", "{'metadata':{'name':'p'},'spec':{}}")
            .object()
            .at("/metadata/labels")
            .isMissingNode());
  }
}
