package dev.skiff.controlplane.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** What annotations of Pods become and must not say, as kube-apiserver v1.35.4 has it. */
class PodAnnotationsTest {
  private static final ResourceType PODS = WritePath.type("v1", "pods");
  private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";

  private final WritePath path = new WritePath();

  private static String pod(String annotations, String spec) {
    return "{metadata: {name: a, annotations: {"
        + annotations
        + "}}, spec: {containers: [{name: c, image: x}, {name: d, image: x}]"
        + spec
        + "}}";
  }

  private String refusal(String pod) {
    return WritePath.refusal(() -> path.create(PODS, pod));
  }

  @Test
  void appArmorAnnotationsBecomeFields() {
    String annotations = APP_ARMOR + "c: unconfined, " + APP_ARMOR + "d: localhost/x";
    ObjectNode created = path.create(PODS, pod(annotations, ""));
    assertEquals(
        "{\"type\":\"Unconfined\"}",
        created.at("/spec/containers/0/securityContext/appArmorProfile").toString());
    assertEquals(
        "{\"type\":\"Localhost\",\"localhostProfile\":\"x\"}",
        created.at("/spec/containers/1/securityContext/appArmorProfile").toString());
  }

  @Test
  void whatThePodSaysAlreadyIsNotSaidAgain() {
    ObjectNode created =
        path.create(
            PODS,
            pod(
                APP_ARMOR + "c: runtime/default",
                ", securityContext: {appArmorProfile: {type: RuntimeDefault}}"));
    assertTrue(created.at("/spec/containers/0/securityContext").isMissingNode());
  }

  @Test
  void annotationsAndFieldsSayTheSame() {
    assertTrue(
        refusal(
                "{metadata: {name: a, annotations: {"
                    + APP_ARMOR
                    + "c: localhost/x}}, spec: {containers: [{name: c, image: x, securityContext:"
                    + " {appArmorProfile: {type: Localhost, localhostProfile: z}}}]}}")
            .contains(
                "spec.containers[0].securityContext.appArmorProfile.localhostProfile: Forbidden:"
                    + " apparmor profile in annotation and field must match"));
    assertTrue(
        refusal(
                pod(
                    "seccomp.security.alpha.kubernetes.io/pod: unconfined",
                    ", securityContext: {seccompProfile: {type: RuntimeDefault}}"))
            .contains(
                "spec.securityContext.seccompProfile.type: Forbidden: seccomp type in annotation"
                    + " and field must match"));
  }

  @Test
  void appArmorAnnotationsStayAsTheyAre() {
    ObjectNode old = path.create(PODS, pod("", ""));
    ObjectNode changed = old.deepCopy();
    changed.withObject("/metadata/annotations").put(APP_ARMOR + "c", "unconfined");
    assertTrue(
        WritePath.refusal(() -> path.update(PODS, old, changed))
            .contains(
                "metadata.annotations["
                    + APP_ARMOR
                    + "c]: Forbidden: may not add AppArmor annotations"));
  }

  @Test
  void costsOfDeletionAreWholeNumbers() {
    String cost = "controller.kubernetes.io/pod-deletion-cost: ";
    path.create(PODS, pod(cost + "'-10'", ""));
    for (String wrong : new String[] {"'+10'", "'08'", "'2147483648'", "''"}) {
      assertTrue(refusal(pod(cost + wrong, "")).contains("must be a 32bit integer"), wrong);
    }
  }

  @Test
  void templatesAreHeldToTheSame() {
    ResourceType deployments = WritePath.type("apps/v1", "deployments");
    String refusal =
        WritePath.refusal(
            () ->
                path.create(
                    deployments,
                    "{metadata: {name: a}, spec: {selector: {matchLabels: {a: b}}, template:"
                        + " {metadata: {labels: {a: b}, annotations: {"
                        + APP_ARMOR
                        + "x: unconfined}}, spec: {containers: [{name: c, image: x}]}}}}"));
    assertEquals(
        "422 Deployment.apps \"a\" is invalid: spec.template.annotations["
            + APP_ARMOR
            + "x]: Invalid value: \"x\": container not found",
        refusal);
  }

  private void assertTolerations(String expected, String tolerations) {
    assertEquals(
        "422 Pod \"a\" is invalid: metadata.annotations" + expected,
        refusal(pod("scheduler.alpha.kubernetes.io/tolerations: '" + tolerations + "'", "")));
  }

  @Test
  void tolerationsInAnnotationsAreReadAsGoDoes() {
    String key = ": Invalid value: \"scheduler.alpha.kubernetes.io/tolerations\": ";
    assertTolerations(key + "unexpected end of JSON input", "[");
    assertTolerations(
        key + "json: cannot unmarshal object into Go value of type []core.Toleration", "{}");
    assertTolerations(
        key + "json: cannot unmarshal array into Go value of type core.Toleration", "[[{}]]");
    assertTolerations(
        key + "json: cannot unmarshal number into Go struct field Toleration.Key of type string",
        "[{\"KEY\": 1, \"value\": 2}]");
    assertTolerations(
        key
            + "json: cannot unmarshal number 1.5 into Go struct field Toleration.TolerationSeconds"
            + " of type int64",
        "[{\"tolerationSeconds\": 1.5}]");
    assertTolerations(
        ".scheduler.alpha.kubernetes.io/tolerations[1].operator: Unsupported value: \"X\":"
            + " supported values: \"Equal\", \"Exists\"",
        "[{\"key\": \"a\", \"other\": [[]]}, {\"key\": \"a\", \"Operator\": \"X\"}]");
    path.create(
        PODS, pod("scheduler.alpha.kubernetes.io/tolerations: '[{\"operator\": \"Exists\"}]'", ""));
    assertTolerations(
        ".scheduler.alpha.kubernetes.io/tolerations[0].operator: Unsupported value: \"X\":"
            + " supported values: \"Equal\", \"Exists\"",
        "[{\"" + "a".repeat(60_000) + "\": 1, \"key\": \"a\", \"operator\": \"X\"}]");
  }
}
