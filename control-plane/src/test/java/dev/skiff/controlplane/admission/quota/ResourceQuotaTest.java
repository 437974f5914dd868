package dev.skiff.controlplane.admission.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.Outcome;
import dev.skiff.controlplane.admission.Requests;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.informer.FakeClusterState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
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

  {
    ledger.start(null);
  }

  private static String pod(String namespace, String name, String cpu) {
    return ("{'metadata':{'namespace':'%s','name':'%s'},'spec':{'containers':[{'name':'c',"
            + "'resources':{'requests':{'cpu':'%s'}}}]}}")
        .formatted(namespace, name, cpu);
  }

  private static String pod(String namespace, String name, String cpu, long revision) {
    return pod(namespace, name, cpu)
        .replaceFirst("'name'", "'resourceVersion':'" + revision + "','name'");
  }

  private static AdmissionRequest create(String namespace, String name, String cpu) {
    return Requests.create("pods", namespace, pod(namespace, name, cpu));
  }

  private String refusal(AdmissionRequest request) {
    return assertThrows(StatusException.class, () -> plugin.validate(request)).getMessage();
  }

  @Test
  void whatShouldBeGoneByNowCostsNothingWhenItIsCountedAgain() {
    state.put(
        "pods",
        pod("a", "one", "300m")
            .replaceFirst(
                "'name'",
                "'deletionGracePeriodSeconds':0,'deletionTimestamp':'2999-01-01T00:00:00Z','name'"));
    ObjectNode quota = state.get("resourcequotas", "a", "rq").orElseThrow();
    List<String> told = new ArrayList<>();
    ledger.listen(told::add);
    assertEquals("1", ledger.used(quota).orElseThrow().get("pods").toString());
    // As if the time had passed: nobody is told of that.
    state
        .get("pods", "a", "one")
        .orElseThrow()
        .withObject("/metadata")
        .put("deletionTimestamp", "2000-01-01T00:00:00Z");
    ledger.recount();
    assertEquals("0", ledger.used(quota).orElseThrow().get("pods").toString());
    assertEquals(List.of("a", "b"), told.stream().sorted().toList());
  }

  @Test
  void countsWhatIsStoredAndWhatWasJustAdmitted() {
    state.put("pods", pod("a", "one", "300m"));
    AdmissionRequest two = create("a", "two", "300m");
    plugin.validate(two);
    assertEquals(
        "pods \"three\" is forbidden: exceeded quota: rq, requested: pods=1,requests.cpu=500m,"
            + " used: pods=2,requests.cpu=600m, limited: pods=2,requests.cpu=1",
        refusal(create("a", "three", "500m")));
    state.put("pods", pod("a", "two", "300m", 7));
    two.outcome().settle(7);
    state.delete("pods", "a", "one");
    plugin.validate(create("a", "three", "500m"));
  }

  @Test
  void whatIsRefusedLaterDoesNotCount() {
    AdmissionRequest one = create("a", "one", "1");
    plugin.validate(one);
    refusal(create("a", "two", "1"));
    one.outcome().settle(Outcome.NOTHING);
    plugin.validate(create("a", "two", "1"));
  }

  @Test
  void nobodyIsRefusedForWhatIsGoneAlready() {
    AdmissionRequest one = create("a", "one", "1");
    plugin.validate(one);
    // It was stored and deleted, and the ledger has heard of neither.
    one.outcome().settle(100);
    plugin.validate(create("a", "two", "1"));
  }

  @Test
  void theLedgerCountsWhatTheCacheShows() {
    QuotaLedger late = new QuotaLedger(state);
    state.put("pods", pod("a", "old", "100m", 1));
    late.start(null);
    Random random = new Random(1);
    for (int revision = 2; revision < 300; revision++) {
      String name = "p" + random.nextInt(5);
      if (random.nextInt(3) > 0) {
        state.put("pods", pod("a", name, random.nextInt(1000) + "m", revision));
      } else if (state.get("pods", "a", name).isPresent()) {
        state.delete("pods", "a", name);
      }
    }
    ObjectNode quota = state.get("resourcequotas", "a", "rq").orElseThrow();
    for (QuotaLedger each : List.of(ledger, late)) {
      String counted = each.counted(quota).toString();
      assertEquals(counted, each.used(quota).orElseThrow().toString());
    }
  }

  @Test
  void manyAtOnceNeverGetMoreThanThereIs() throws Exception {
    state.put(
        "resourcequotas",
        "{'metadata':{'namespace':'c','name':'rq'},'spec':{'hard':{'pods':'10'}}}");
    AtomicInteger admitted = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        String name = "p" + i;
        threads.submit(
            () -> {
              plugin.validate(create("c", name, "1m"));
              return admitted.incrementAndGet();
            });
      }
    }
    assertEquals(10, admitted.get());
  }

  @Test
  void whatAPodSaysAsAWholeCounts() {
    plugin.validate(
        Requests.create(
            "pods",
            "a",
            "{'metadata':{'namespace':'a','name':'p'},'spec':{'resources':{'requests':{'cpu':'900m'}},'containers':[{'name':'c'}]}}"));
    assertEquals(
        "pods \"q\" is forbidden: exceeded quota: rq, requested: requests.cpu=200m,"
            + " used: requests.cpu=900m, limited: requests.cpu=1",
        refusal(create("a", "q", "200m")));
  }

  @Test
  void claimsOfAClassOfAttributes() {
    state.put(
        "resourcequotas",
        "{'metadata':{'namespace':'d','name':'gold'},'spec':{'hard':{'persistentvolumeclaims':'0'},"
            + "'scopeSelector':{'matchExpressions':[{'scopeName':'VolumeAttributesClass','operator':'In','values':['gold']}]}}}");
    String claim =
        "{'metadata':{'namespace':'d','name':'c'},'spec':{'volumeAttributesClassName':'%s'}}";
    plugin.validate(Requests.create("persistentvolumeclaims", "d", claim.formatted("silver")));
    refusal(Requests.create("persistentvolumeclaims", "d", claim.formatted("gold")));
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
    ObjectNode quota = state.get("resourcequotas", "a", "rq").orElseThrow();
    return ledger.used(quota).orElseThrow().get(name).toString();
  }

  @Test
  void devicesOfAClass() {
    state.put(
        "resourcequotas",
        "{'metadata':{'namespace':'e','name':'d'},'spec':{'hard':{"
            + "'c.deviceclass.resource.k8s.io/devices':'40'}}}");
    String claim =
        "{'metadata':{'namespace':'e','name':'%s'},'spec':{'devices':{'requests':[%s]}}}";
    String all = "{'exactly':{'deviceClassName':'c','allocationMode':'All'}}";
    String three = "{'exactly':{'deviceClassName':'c','allocationMode':'ExactCount','count':3}}";
    String either =
        "{'firstAvailable':[{'deviceClassName':'c','allocationMode':'ExactCount','count':2},"
            + "{'deviceClassName':'c','allocationMode':'ExactCount','count':5},"
            + "{'deviceClassName':'x','allocationMode':'All'}]}";
    state.put("resourceclaims.resource.k8s.io", claim.formatted("a", all));
    plugin.validate(devices(claim.formatted("b", three)));
    plugin.validate(devices(claim.formatted("c", either)));
    assertEquals(
        "resourceclaims.resource.k8s.io \"d\" is forbidden: exceeded quota: d, requested:"
            + " c.deviceclass.resource.k8s.io/devices=6, used:"
            + " c.deviceclass.resource.k8s.io/devices=40, limited:"
            + " c.deviceclass.resource.k8s.io/devices=40",
        refusal(devices(claim.formatted("d", three + "," + three))));
  }

  private static AdmissionRequest devices(String claim) {
    return Requests.create("resourceclaims.resource.k8s.io", "e", claim);
  }
}
