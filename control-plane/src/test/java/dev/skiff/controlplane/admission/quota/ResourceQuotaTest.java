package dev.skiff.controlplane.admission.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.Requests;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.FakeClusterState;
import org.junit.jupiter.api.Test;

class ResourceQuotaTest {
  private final FakeClusterState state =
      new FakeClusterState()
          .put(
              "resourcequotas",
              "{'metadata':{'namespace':'a','name':'rq'},'spec':{'hard':{'pods':'2',"
                  + "'requests.cpu':'1','count/deployments.apps':'1'}}}")
          .put(
              "resourcequotas",
              "{'metadata':{'namespace':'b','name':'be'},'spec':{'hard':{'pods':'0'},"
                  + "'scopes':['BestEffort']}}");
  private final QuotaLedger ledger = new QuotaLedger(state);
  private final ResourceQuotaPlugin plugin = new ResourceQuotaPlugin(state, ledger);

  private static String pod(String namespace, String name, String cpu) {
    return ("{'metadata':{'namespace':'%s','name':'%s'},'spec':{'containers':[{'name':'c',"
            + "'resources':{'requests':{'cpu':'%s'}}}]}}")
        .formatted(namespace, name, cpu);
  }

  private static AdmissionRequest create(String namespace, String name, String cpu) {
    return Requests.create("pods", namespace, pod(namespace, name, cpu));
  }

  private String refusal(AdmissionRequest request) {
    return assertThrows(StatusException.class, () -> plugin.validate(request)).getMessage();
  }

  @Test
  void countsWhatIsStoredAndWhatWasJustAdmitted() {
    state.put("pods", pod("a", "one", "300m"));
    plugin.validate(create("a", "two", "300m"));
    assertEquals(
        "pods \"three\" is forbidden: exceeded quota: rq, requested: pods=1,requests.cpu=500m,"
            + " used: pods=2,requests.cpu=600m, limited: pods=2,requests.cpu=1",
        refusal(create("a", "three", "500m")));
    state.put("pods", pod("a", "two", "300m"));
    state.delete("pods", "a", "one");
    plugin.validate(create("a", "three", "500m"));
  }

  @Test
  void whatGrowsCountsToo() {
    state.put("pods", pod("a", "one", "300m"));
    plugin.validate(update("one", "300m", "900m"));
    assertEquals(
        "pods \"two\" is forbidden: exceeded quota: rq, requested: requests.cpu=200m,"
            + " used: requests.cpu=900m, limited: requests.cpu=1",
        refusal(create("a", "two", "200m")),
        "the growth was admitted and is not stored yet");
    assertEquals(
        "pods \"one\" is forbidden: exceeded quota: rq, requested: requests.cpu=1700m,"
            + " used: requests.cpu=900m, limited: requests.cpu=1",
        refusal(update("one", "300m", "2")));
    plugin.validate(update("one", "300m", "100m"));
  }

  private static AdmissionRequest update(String name, String before, String after) {
    return Requests.request(
        AdmissionRequest.Operation.UPDATE,
        "pods",
        "",
        "a",
        pod("a", name, after),
        pod("a", name, before),
        Requests.USER);
  }

  @Test
  void whatIsLimitedMustBeStated() {
    assertEquals(
        "pods \"p\" is forbidden: failed quota: rq: must specify requests.cpu for: c",
        refusal(
            Requests.create(
                "pods",
                "a",
                "{'metadata':{'namespace':'a','name':'p'},'spec':{'containers':[{'name':'c'}]}}")));
  }

  @Test
  void countsKinds() {
    String deployment = "{'metadata':{'namespace':'a','name':'%s'}}";
    state.put("deployments.apps", deployment.formatted("x"));
    assertEquals(
        "deployments.apps \"y\" is forbidden: exceeded quota: rq, requested:"
            + " count/deployments.apps=1, used: count/deployments.apps=1, limited:"
            + " count/deployments.apps=1",
        refusal(Requests.create("deployments.apps", "a", deployment.formatted("y"))));
  }

  @Test
  void scopesChooseThePods() {
    plugin.validate(create("b", "bound", "1m"));
    refusal(
        Requests.create(
            "pods",
            "b",
            "{'metadata':{'namespace':'b','name':'free'},'spec':{'containers':[{'name':'c'}]}}"));
  }

  @Test
  void finishedPodsCostNothing() {
    state.put("pods", pod("a", "one", "1"));
    assertEquals("1", used("requests.cpu"));
    state.put(
        "pods",
        "{'metadata':{'namespace':'a','name':'one'},'spec':{},'status':{'phase':'Succeeded'}}");
    assertEquals("0", used("pods"));
    assertEquals("0", used("requests.cpu"));
  }

  private String used(String name) {
    return ledger.used(state.get("resourcequotas", "a", "rq").orElseThrow()).get(name).toString();
  }
}
