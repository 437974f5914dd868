package dev.skiff.controlplane.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.informer.FakeClusterState;
import org.junit.jupiter.api.Test;

/** The texts are what upstream's v1.35.4 answered. */
class LimitRangerTest {
  private final LimitRanger plugin =
      new LimitRanger(
          new FakeClusterState()
              .put(
                  "limitranges",
                  """
                  {'metadata':{'namespace':'a','name':'lr'},'spec':{'limits':[
                   {'type':'Container','default':{'cpu':'500m','memory':'512Mi'},
                    'defaultRequest':{'cpu':'100m','memory':'512Mi'},
                    'max':{'cpu':'1','memory':'1Gi'},'min':{'cpu':'50m'},
                    'maxLimitRequestRatio':{'cpu':'10'}},
                   {'type':'Pod','max':{'cpu':'2'}},
                   {'type':'PersistentVolumeClaim','max':{'storage':'1Gi'}}]}}
                  """));

  @Test
  void defaults() {
    var request =
        Requests.create(
            "pods", "a", "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'p'}]}}");
    plugin.mutate(request);
    assertEquals(
        "{\"requests\":{\"cpu\":\"100m\",\"memory\":\"512Mi\"},\"limits\":{\"cpu\":\"500m\",\"memory\":\"512Mi\"}}",
        request.object().at("/spec/containers/0/resources").toString());
    assertEquals(
        "LimitRanger plugin set: cpu, memory request for container p; cpu, memory limit for"
            + " container p",
        request.object().at("/metadata/annotations").path("kubernetes.io/limit-ranger").asText());
    plugin.validate(request);
  }

  @Test
  void bounds() {
    var pod =
        Requests.create(
            "pods",
            "a",
            "{'metadata':{'name':'p2'},'spec':{'containers':[{'name':'x','resources':{"
                + "'requests':{'cpu':'10m'},'limits':{'cpu':'3','memory':'2Gi'}}}]}}");
    assertEquals(
        "pods \"p2\" is forbidden: [minimum cpu usage per Container is 50m, but request is 10m,"
            + " maximum cpu usage per Container is 1, but limit is 3, maximum memory usage per"
            + " Container is 1Gi, but limit is 2Gi, cpu max limit to request ratio per Container is"
            + " 10, but provided ratio is 300.000000, maximum cpu usage per Pod is 2, but limit is"
            + " 3]",
        assertThrows(StatusException.class, () -> plugin.validate(pod)).getMessage());
    var claim =
        Requests.create(
            "persistentvolumeclaims",
            "a",
            "{'metadata':{'name':'c'},'spec':{'resources':{'requests':{'storage':'2Gi'}}}}");
    assertEquals(
        "persistentvolumeclaims \"c\" is forbidden: maximum storage usage per PersistentVolumeClaim"
            + " is 1Gi, but request is 2Gi",
        assertThrows(StatusException.class, () -> plugin.validate(claim)).getMessage());
  }

  @Test
  void initContainersAreNamedSo() {
    var request =
        Requests.create(
            "pods",
            "a",
            "{'metadata':{'name':'p'},'spec':{'initContainers':[{'name':'i'}],'containers':[]}}");
    plugin.mutate(request);
    assertEquals(
        "LimitRanger plugin set: cpu, memory request for init container i; cpu, memory limit for"
            + " init container i",
        request.object().at("/metadata/annotations").path("kubernetes.io/limit-ranger").asText());
  }

  @Test
  void whatIsWrongTwiceIsSaidOnce() {
    String container =
        "{'name':'%s','resources':{'requests':{'cpu':'100m'},'limits':{'cpu':'900m','memory':'2Gi'}}}";
    var pod =
        Requests.create(
            "pods",
            "a",
            "{'metadata':{'name':'p'},'spec':{'containers':[%s,%s]}}"
                .formatted(container.formatted("x"), container.formatted("y")));
    assertEquals(
        "pods \"p\" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi",
        assertThrows(StatusException.class, () -> plugin.validate(pod)).getMessage());
  }

  @Test
  void runningPodsKeepToTheBounds() {
    String pod =
        "{'metadata':{'name':'p'%s},'spec':{'containers':[{'name':'x','resources':{'requests':{'cpu':'%s'},'limits':{'cpu':'1','memory':'1Gi'}}}]}}";
    String small = pod.formatted("", "100m");
    String tiny = pod.formatted("", "10m");
    var resize =
        Requests.request(Operation.UPDATE, "pods", "resize", "a", tiny, small, Requests.USER);
    assertEquals(
        "pods \"p\" is forbidden: [minimum cpu usage per Container is 50m, but request is 10m, cpu max"
            + " limit to request ratio per Container is 10, but provided ratio is 100.000000]",
        assertThrows(StatusException.class, () -> plugin.validate(resize)).getMessage());
    plugin.validate(
        Requests.request(Operation.UPDATE, "pods", "", "a", tiny, small, Requests.USER));
    String ending = pod.formatted(",'deletionTimestamp':'2026-01-01T00:00:00Z'", "100m");
    plugin.validate(
        Requests.request(Operation.UPDATE, "pods", "resize", "a", tiny, ending, Requests.USER));
  }
}
