package dev.skiff.controlplane.admission.podsecurity;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.Requests;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.FakeClusterState;
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
              .put("namespaces", "{'metadata':{'name':'free'}}"));

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
        securityContext.seccompProfile.type to "Unconfined"), forbidden sysctls (kernel.x)""",
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
        securityContext.seccompProfile.type to "Unconfined")""",
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
        "Localhost")""",
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
}
