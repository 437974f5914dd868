package dev.skiff.controlplane.admission.podsecurity;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.admission.Requests;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.informer.FakeClusterState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The texts are what upstream's v1.35.4 answered to the same Pods. */
class PodSecurityTest {
  private static final String BAD =
      """
      {'metadata':{'name':'bad'},'spec':{'hostNetwork':true,'hostPID':true,'hostIPC':true,
       'securityContext':{'runAsUser':0,'sysctls':[{'name':'kernel.x','value':'1'}],
        'seccompProfile':{'type':'Unconfined'},'seLinuxOptions':{'type':'foo','user':'u'},
        'appArmorProfile':{'type':'Unconfined'}},
       'initContainers':[{'name':'i','securityContext':{'privileged':true,
        'capabilities':{'add':['SYS_ADMIN','NET_ADMIN']}},'ports':[{'containerPort':80,'hostPort':80}]}],
       'containers':[{'name':'c','securityContext':{'privileged':true,'runAsUser':0,
         'allowPrivilegeEscalation':true,'capabilities':{'add':['SYS_ADMIN']},
         'seccompProfile':{'type':'Unconfined'},'seLinuxOptions':{'type':'bar'}},
         'ports':[{'containerPort':8080,'hostPort':8080}]},
        {'name':'d','securityContext':{'runAsNonRoot':false},
         'livenessProbe':{'httpGet':{'port':1,'host':'foo'}}}],
       'volumes':[{'name':'h','hostPath':{'path':'/'}},{'name':'n','nfs':{'server':'a','path':'/'}}]}}
      """;

  private static final String GOOD =
      """
      {'metadata':{'name':'good'},'spec':{'securityContext':{'runAsNonRoot':true,
        'seccompProfile':{'type':'RuntimeDefault'}},
       'containers':[{'name':'c','securityContext':{'allowPrivilegeEscalation':false,
        'capabilities':{'drop':['ALL'],'add':['NET_BIND_SERVICE']}}}],
       'volumes':[{'name':'v','emptyDir':{}}]}}
      """;

  private final PodSecurity plugin =
      new PodSecurity(
          new FakeClusterState()
              .put("namespaces", namespace("base", "enforce", "baseline"))
              .put("namespaces", namespace("res", "enforce", "restricted"))
              .put("namespaces", namespace("warned", "warn", "restricted"))
              .put("namespaces", "{'metadata':{'name':'free'}}"),
          PodSecurityConfiguration.NONE);

  private static String namespace(String name, String mode, String level) {
    return "{'metadata':{'name':'%s','labels':{'pod-security.kubernetes.io/%s':'%s'}}}"
        .formatted(name, mode, level);
  }

  private String refusal(AdmissionRequest request) {
    return assertThrows(StatusException.class, () -> plugin.validate(request)).getMessage();
  }

  @Test
  void baseline() {
    assertEquals(
        """
        pods "bad" is forbidden: violates PodSecurity "baseline:latest": forbidden AppArmor profile \
        (pod must not set AppArmor profile type to "Unconfined"), non-default capabilities \
        (containers "i", "c" must not include "NET_ADMIN", "SYS_ADMIN" in \
        securityContext.capabilities.add), host namespaces (hostNetwork=true, hostPID=true, \
        hostIPC=true), hostPath volumes (volume "h"), hostPort (containers "i", "c" use hostPorts 80, \
        8080), probe or lifecycle host (container "d" uses probe or lifecycle host "foo"), privileged \
        (containers "i", "c" must not set securityContext.privileged=true), seLinuxOptions (pod and \
        container "c" set forbidden securityContext.seLinuxOptions: types "bar", "foo"; user may not \
        be set), seccompProfile (pod and container "c" must not set \
        securityContext.seccompProfile.type to "Unconfined"), forbidden sysctls (kernel.x)\
        """,
        refusal(Requests.create("pods", "base", BAD)));
  }

  @Test
  void restricted() {
    assertEquals(
        """
        pods "bad" is forbidden: violates PodSecurity "restricted:latest": forbidden AppArmor profile \
        (pod must not set AppArmor profile type to "Unconfined"), host namespaces (hostNetwork=true, \
        hostPID=true, hostIPC=true), hostPort (containers "i", "c" use hostPorts 80, 8080), probe or \
        lifecycle host (container "d" uses probe or lifecycle host "foo"), privileged (containers \
        "i", "c" must not set securityContext.privileged=true), seLinuxOptions (pod and container "c" \
        set forbidden securityContext.seLinuxOptions: types "bar", "foo"; user may not be set), \
        forbidden sysctls (kernel.x), allowPrivilegeEscalation != false (containers "i", "c", "d" \
        must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities \
        (containers "i", "c", "d" must set securityContext.capabilities.drop=["ALL"]; containers "i", \
        "c" must not include "NET_ADMIN", "SYS_ADMIN" in securityContext.capabilities.add), restricted \
        volume types (volumes "h", "n" use restricted volume types "hostPath", "nfs"), runAsNonRoot \
        != true (container "d" must not set securityContext.runAsNonRoot=false), runAsUser=0 (pod and \
        container "c" must not set runAsUser=0), seccompProfile (pod and container "c" must not set \
        securityContext.seccompProfile.type to "Unconfined")\
        """,
        refusal(Requests.create("pods", "res", BAD)));
  }

  @Test
  void aPodThatSaysNothingIsBaseline() {
    String plain = "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'p'}]}}";
    assertDoesNotThrow(() -> plugin.validate(Requests.create("pods", "base", plain)));
    assertEquals(
        """
        pods "p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != \
        false (container "p" must set securityContext.allowPrivilegeEscalation=false), unrestricted \
        capabilities (container "p" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot \
        != true (pod or container "p" must set securityContext.runAsNonRoot=true), seccompProfile (pod \
        or container "p" must set securityContext.seccompProfile.type to "RuntimeDefault" or \
        "Localhost")\
        """,
        refusal(Requests.create("pods", "res", plain)));
  }

  @Test
  void allowsWhatKeepsTheLevel() {
    assertDoesNotThrow(() -> plugin.validate(Requests.create("pods", "res", GOOD)));
    assertDoesNotThrow(() -> plugin.validate(Requests.create("pods", "free", BAD)));
  }

  @Test
  void warnsOfTemplates() {
    Requests.WARNINGS.clear();
    plugin.validate(
        Requests.create(
            "deployments.apps",
            "warned",
            "{'metadata':{'name':'d'},'spec':{'template':{'spec':{'hostPID':true,'containers':[]}}}}"));
    assertEquals(1, Requests.WARNINGS.size());
    assertTrue(
        Requests.WARNINGS
            .getFirst()
            .startsWith("would violate PodSecurity \"restricted:latest\": host namespaces"),
        Requests.WARNINGS.getFirst());
  }

  @Test
  void labelsMustNameALevel() {
    assertEquals(
        "Namespace \"x\" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid"
            + " value: \"foo\": must be one of privileged, baseline, restricted",
        refusal(Requests.create("namespaces", "", namespace("x", "enforce", "foo"))));
  }

  private PodSecurity inVersion(String level, String version) {
    return new PodSecurity(
        new FakeClusterState()
            .put(
                "namespaces",
                "{'metadata':{'name':'v','labels':{'pod-security.kubernetes.io/enforce':'%s','pod-security.kubernetes.io/enforce-version':'%s'}}}"
                    .formatted(level, version)),
        PodSecurityConfiguration.NONE);
  }

  private static String refusal(PodSecurity plugin, String pod) {
    return assertThrows(
            StatusException.class, () -> plugin.validate(Requests.create("pods", "v", pod)))
        .getMessage();
  }

  @Test
  void olderVersionsAskForLess() {
    String probe =
        "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'p','livenessProbe':{'httpGet':{'host':'foo'}}}]}}";
    assertDoesNotThrow(
        () -> inVersion("baseline", "v1.33").validate(Requests.create("pods", "v", probe)));
    assertEquals(
        "pods \"p\" is forbidden: violates PodSecurity \"baseline:v1.34\": probe or lifecycle host"
            + " (container \"p\" uses probe or lifecycle host \"foo\")",
        refusal(inVersion("baseline", "v1.34"), probe));
    String plain = "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'p'}]}}";
    assertEquals(
        "pods \"p\" is forbidden: violates PodSecurity \"restricted:v1.7\": runAsNonRoot != true"
            + " (pod or container \"p\" must set securityContext.runAsNonRoot=true)",
        refusal(inVersion("restricted", "v1.7"), plain));
    String sysctls =
        "{'metadata':{'name':'p'},'spec':{'securityContext':{'sysctls':[{'name':'net.ipv4.tcp_rmem'},{'name':'net.ipv4.ip_local_reserved_ports'}]},'containers':[]}}";
    assertEquals(
        "pods \"p\" is forbidden: violates PodSecurity \"baseline:v1.27\": forbidden sysctls"
            + " (net.ipv4.tcp_rmem)",
        refusal(inVersion("baseline", "v1.27"), sysctls));
    assertDoesNotThrow(
        () -> inVersion("baseline", "v1.99").validate(Requests.create("pods", "v", sysctls)));
  }

  @Test
  void rootOfAUserNamespaceIsNobody() {
    String pod =
        "{'metadata':{'name':'p'},'spec':{'hostUsers':false,'containers':[{'name':'p','securityContext':{'procMount':'Unmasked','runAsUser':0}}]}}";
    assertDoesNotThrow(
        () -> inVersion("baseline", "latest").validate(Requests.create("pods", "v", pod)));
    assertEquals(
        "pods \"p\" is forbidden: violates PodSecurity \"baseline:v1.34\": procMount (container"
            + " \"p\" must not set securityContext.procMount to \"Unmasked\")",
        refusal(inVersion("baseline", "v1.34"), pod));
    String restricted = refusal(inVersion("restricted", "latest"), pod);
    assertTrue(restricted.contains("procMount (container"), restricted);
    assertTrue(!restricted.contains("runAsUser=0"), restricted);
  }

  @Test
  void seccompWasAnAnnotationOnce() {
    String pod =
        "{'metadata':{'name':'p','annotations':{'seccomp.security.alpha.kubernetes.io/pod':'unconfined'}},'spec':{'containers':[]}}";
    assertEquals(
        "pods \"p\" is forbidden: violates PodSecurity \"baseline:v1.18\": seccompProfile"
            + " (forbidden annotation seccomp.security.alpha.kubernetes.io/pod=\"unconfined\")",
        refusal(inVersion("baseline", "v1.18"), pod));
    assertDoesNotThrow(
        () -> inVersion("baseline", "v1.19").validate(Requests.create("pods", "v", pod)));
  }

  @Test
  void onlyNewImagesAreLookedAtAgain() {
    String before =
        "{'metadata':{'name':'p'},'spec':{'hostPID':true,'containers':[{'name':'c','image':'%s'}]}}";
    assertDoesNotThrow(
        () ->
            plugin.validate(update("pods", "base", before.formatted("a"), before.formatted("a"))));
    assertEquals(
        "pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": host namespaces"
            + " (hostPID=true)",
        refusal(update("pods", "base", before.formatted("b"), before.formatted("a"))));
  }

  private static AdmissionRequest update(
      String resource, String namespace, String json, String before) {
    return Requests.request(
        AdmissionRequest.Operation.UPDATE, resource, "", namespace, json, before, Requests.USER);
  }

  @Test
  void enforcingWarnsAsWellUnlessToldOtherwise() {
    Requests.WARNINGS.clear();
    plugin.validate(
        Requests.create(
            "deployments.apps",
            "base",
            "{'metadata':{'name':'d'},'spec':{'template':{'spec':{'hostPID':true,'containers':[]}}}}"));
    assertEquals(
        List.of("would violate PodSecurity \"baseline:latest\": host namespaces (hostPID=true)"),
        Requests.WARNINGS);
  }

  @Test
  void presentPodsAreToldOfWhenTheNamespaceBecomesStricter() {
    FakeClusterState state = new FakeClusterState();
    String pod =
        "{'metadata':{'namespace':'n','name':'%s','ownerReferences':[{'uid':'o','controller':true}]},'spec':{%s'containers':[]}}";
    for (String name : List.of("c", "a", "b")) {
      state.put("pods", pod.formatted(name, "'hostPID':true,"));
    }
    state.put(
        "pods", pod.formatted("net", "'hostNetwork':true,'hostIPC':true,").replace("'o'", "'p'"));
    state.put("pods", pod.formatted("fine", "").replace("'o'", "'q'"));
    PodSecurity here = new PodSecurity(state, PodSecurityConfiguration.NONE);
    Requests.WARNINGS.clear();
    String free = "{'metadata':{'name':'n'}}";
    here.validate(update("namespaces", "", namespace("n", "enforce", "baseline"), free));
    assertEquals(
        List.of(
            "existing pods in namespace \"n\" violate the new PodSecurity enforce level"
                + " \"baseline:latest\"",
            "a (and 3 other pods): host namespaces"),
        Requests.WARNINGS);
    Requests.WARNINGS.clear();
    here.validate(update("namespaces", "", free, namespace("n", "enforce", "baseline")));
    here.validate(
        update(
            "namespaces",
            "",
            namespace("n", "enforce", "baseline"),
            namespace("n", "enforce", "restricted")));
    assertEquals(List.of(), Requests.WARNINGS, "nothing became stricter");
  }

  @Test
  void labelsThatWereWrongMayStay() {
    String wrong = namespace("x", "enforce", "foo");
    assertDoesNotThrow(() -> plugin.validate(update("namespaces", "", wrong, wrong)));
    assertEquals(
        "Namespace \"x\" is invalid: metadata.labels[pod-security.kubernetes.io/warn-version]:"
            + " Invalid value: \"1.2\": must be \"latest\" or \"v1.x\"",
        refusal(
            update(
                "namespaces",
                "",
                namespace("x", "warn-version", "1.2"),
                "{'metadata':{'name':'x'}}")));
  }

  private static PodSecurity configured(String yaml) {
    try {
      return new PodSecurity(
          new FakeClusterState()
              .put("namespaces", "{'metadata':{'name':'plain'}}")
              .put("namespaces", namespace("open", "enforce", "privileged"))
              .put("namespaces", namespace("exempt", "enforce", "restricted")),
          PodSecurityConfiguration.of(
              new YAMLMapper()
                  .readTree(
                      "apiVersion: pod-security.admission.config.k8s.io/v1\n"
                          + "kind: PodSecurityConfiguration\n"
                          + yaml)));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void defaultsHoldWhereLabelsSayNothing() {
    PodSecurity here = configured("defaults: {enforce: baseline, enforce-version: v1.24}");
    String pod = "{'metadata':{'name':'p'},'spec':{'hostPID':true,'containers':[]}}";
    StatusException refusal =
        assertThrows(
            StatusException.class, () -> here.validate(Requests.create("pods", "plain", pod)));
    assertTrue(
        refusal.getMessage().contains("violates PodSecurity \"baseline:v1.24\": host namespaces"),
        refusal.getMessage());
    here.validate(Requests.create("pods", "open", pod));
  }

  @Test
  void whoOrWhatIsExemptIsNotLookedAt() {
    PodSecurity here =
        configured(
            """
            defaults: {enforce: baseline, warn: restricted}
            exemptions: {usernames: [root], runtimeClasses: [kata], namespaces: [exempt]}
            """);
    String pod = "{'metadata':{'name':'p'},'spec':{'hostPID':true,%s'containers':[]}}";
    String bad = pod.formatted("");
    assertThrows(StatusException.class, () -> here.validate(Requests.create("pods", "plain", bad)));
    Requests.WARNINGS.clear();
    here.validate(Requests.create("pods", "exempt", bad));
    here.validate(Requests.create("pods", "plain", pod.formatted("'runtimeClassName':'kata',")));
    UserInfo root = new UserInfo("root", "", List.of(), Map.of());
    here.validate(Requests.request(Operation.CREATE, "pods", "", "plain", bad, null, root));
    String deployment = "{'metadata':{'name':'d'},'spec':{'template':%s}}".formatted(bad);
    here.validate(
        Requests.request(
            Operation.CREATE, "deployments.apps", "", "plain", deployment, null, root));
    assertEquals(List.of(), Requests.WARNINGS);
    here.validate(Requests.create("deployments.apps", "plain", deployment));
    assertEquals(1, Requests.WARNINGS.size());
  }

  @Test
  void labelsOfANamespaceThatIsExemptAreOfNoUse() {
    PodSecurity here = configured("exemptions: {namespaces: [exempt]}");
    Requests.WARNINGS.clear();
    String labelled = namespace("exempt", "enforce", "restricted");
    String free = "{'metadata':{'name':'exempt'}}";
    String warning =
        "namespace \"exempt\" is exempt from Pod Security, and the policy"
            + " (enforce=restricted:latest) will be ignored";
    here.validate(Requests.create("namespaces", "", labelled));
    here.validate(update("namespaces", "", labelled, free));
    here.validate(update("namespaces", "", free, labelled));
    here.validate(Requests.create("namespaces", "", free));
    assertEquals(List.of(warning, warning), Requests.WARNINGS);
  }
}
