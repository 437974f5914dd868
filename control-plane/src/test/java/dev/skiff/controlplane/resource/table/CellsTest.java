package dev.skiff.controlplane.resource.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  private static JsonNode json(String text) throws Exception {
    return JSON.readTree(text.replace('\'', '"'));
  }

  /** Ready, status and restarts of a Pod. */
  private static void pod(String ready, String status, String restarts, String pod)
      throws Exception {
    assertEquals(List.of(ready, status, restarts), PodCells.of(json(pod), NOW).subList(1, 4));
  }

  private static Object cell(Cells.Maker maker, int column, String object) throws Exception {
    return maker.cells(json(object), NOW).get(column);
  }

  @Test
  void restartsOfInitContainersCountUntilThePodIsInitialised() throws Exception {
    String pod =
        """
        {'spec':{'initContainers':[{'name':'i'}],'containers':[{'name':'c'}]},'status':{
          'phase':'%s',
          'initContainerStatuses':[{'name':'i','restartCount':2,'state':{'terminated':{'exitCode':%d}}}],
          'containerStatuses':[{'name':'c','restartCount':1,'ready':true,'state':{'running':{}},
            'lastState':{'terminated':{'finishedAt':'2026-01-01T00:00:00Z'}}}]}}\
        """;
    pod("0/1", "Init:ExitCode:1", "2", pod.formatted("Pending", 1));
    pod("1/1", "Running", "1 (60m ago)", pod.formatted("Running", 0));
  }

  @Test
  void sidecarsThatStartAgainDoNotHideWhatIsInitialised() throws Exception {
    pod(
        "1/2",
        "CrashLoopBackOff",
        "5",
        """
        {'spec':{'initContainers':[{'name':'s','restartPolicy':'Always'}],'containers':[{'name':'c'}]},
          'status':{'phase':'Running','conditions':[{'type':'Initialized','status':'True'}],
          'initContainerStatuses':[{'name':'s','restartCount':4,'ready':true,'started':true}],
          'containerStatuses':[{'name':'c','restartCount':1,'state':{'waiting':{'reason':'CrashLoopBackOff'}}}]}}\
        """);
    pod(
        "1/2",
        "Init:0/1",
        "3",
        """
        {'spec':{'initContainers':[{'name':'s','restartPolicy':'Always'}],'containers':[{'name':'c'}]},
          'status':{'phase':'Running','conditions':[{'type':'Initialized','status':'True'}],
          'initContainerStatuses':[{'name':'s','restartCount':3,'state':{'running':{}}}],
          'containerStatuses':[{'name':'c','ready':true,'state':{'running':{}}}]}}\
        """);
  }

  @Test
  void aFailureIsShownBeforeWhatCompleted() throws Exception {
    pod(
        "0/2",
        "Error",
        "0",
        """
        {'spec':{'containers':[{'name':'a'},{'name':'b'}]},'status':{'phase':'Failed','containerStatuses':[
          {'name':'a','state':{'terminated':{'exitCode':0,'reason':'Completed'}}},
          {'name':'b','state':{'terminated':{'exitCode':1,'reason':'Error'}}}]}}\
        """);
  }

  @Test
  void rowsSayThatAPodHasEnded() throws Exception {
    assertNull(PodCells.conditions(json("{'status':{'phase':'Running'}}")));
    assertEquals(
        json(
            "[{'type':'Completed','status':'True','reason':'Failed','message':'The pod failed.'}]"),
        PodCells.conditions(json("{'status':{'phase':'Failed'}}")));
  }

  @Test
  void endpointsStandByPort() throws Exception {
    Cells.Maker endpoints = NetworkCells.MAKERS.get("endpoints");
    assertEquals(
        "1.1.1.1:80,1.1.1.2:80,[fd00::1]:80 + 3 more...",
        cell(
            endpoints,
            1,
            "{'subsets':[{'addresses':[{'ip':'1.1.1.1'},{'ip':'1.1.1.2'},{'ip':'fd00::1'}],"
                + "'ports':[{'port':80},{'port':443}]}]}"));
    assertEquals("<none>", cell(endpoints, 1, "{}"));
    assertEquals("", cell(endpoints, 1, "{'subsets':[{'notReadyAddresses':[{'ip':'1.1.1.1'}]}]}"));
  }

  @Test
  void volumesShowTheirClassAndSize() throws Exception {
    Cells.Maker claim = StorageCells.MAKERS.get("persistentvolumeclaims");
    String bound =
        "{'metadata':{'annotations':{'volume.beta.kubernetes.io/storage-class':'old'}},"
            + "'spec':{'volumeName':'v','storageClassName':'new'}}";
    assertEquals("0", cell(claim, 3, bound));
    assertEquals("old", cell(claim, 5, bound));
  }

  @Test
  void requestsAreApprovedOrDeniedOrPending() throws Exception {
    Cells.Maker csr = PolicyCells.MAKERS.get("certificatesigningrequests.certificates.k8s.io");
    String conditions = "{'status':{'conditions':[{'type':'Failed'},{'type':'%s'}]}}";
    assertEquals("Denied,Failed", cell(csr, 5, conditions.formatted("Denied")));
    assertEquals("Pending,Failed", cell(csr, 5, conditions.formatted("Other")));
  }

  @Test
  void autoscalersShowWhatTheyAimAt() throws Exception {
    String metric = "{'spec':{'metrics':[%s]}}";
    assertEquals(
        "cpu: <unknown>/1, <unknown>/2",
        AutoscalerTargets.of(
            json(
                metric.formatted(
                    "{'type':'Resource','resource':{'name':'cpu','target':{'averageValue':'1'}}},"
                        + "{'type':'Pods','pods':{'target':{'averageValue':'2'}}}"))));
    assertEquals(
        "<unknown>/2 (avg)",
        AutoscalerTargets.of(
            json(
                metric.formatted(
                    "{'type':'External','external':{'target':{'averageValue':'2'}}}"))));
  }

  @Test
  void selectorsStandByTheirKeys() throws Exception {
    String selector =
        "{'matchLabels':{'c':'d'},'matchExpressions':[{'key':'e','operator':'DoesNotExist'},"
            + "{'key':'a','operator':'In','values':['z','y']}]}";
    assertEquals("a in (y,z),c=d,!e", Cells.selector(json(selector)));
    assertEquals("<none>", Cells.selector(json("{}")));
    assertEquals("", Cells.terms(json("{}")));
  }

  @Test
  void parametersOfPoliciesMayBeSelected() throws Exception {
    assertEquals(
        "&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},MatchExpressions:"
            + "[]LabelSelectorRequirement{LabelSelectorRequirement{Key:k,Operator:In,Values:[x y],},},}",
        Cells.goSelector(
            json(
                "{'matchLabels':{'b':'2','a':'1'},"
                    + "'matchExpressions':[{'key':'k','operator':'In','values':['x','y']}]}")));
  }
}
