package dev.skiff.controlplane.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Results are those of kube-apiserver v1.35.4 for the same objects. */
class WritePathTest {
  private static final ResourceType PODS = WritePath.type("v1", "pods");
  private static final ResourceType SERVICES = WritePath.type("v1", "services");
  private static final ResourceType DEPLOYMENTS = WritePath.type("apps/v1", "deployments");
  private static final ResourceType SECRETS = WritePath.type("v1", "secrets");

  private final WritePath path = new WritePath();

  private static void assertJson(String yaml, Object actual) throws Exception {
    ObjectMapper yamlMapper =
        new ObjectMapper(new com.fasterxml.jackson.dataformat.yaml.YAMLFactory());
    assertEquals(yamlMapper.readTree(yaml), new ObjectMapper().readTree(actual.toString()));
  }

  @Test
  void podDefaults() throws Exception {
    ObjectNode pod =
        path.create(
            PODS,
            "{metadata: {name: a}, spec: {containers: [{name: a, image: x, resources: {limits:"
                + " {cpu: 1000m, memory: 0.5Gi}}, livenessProbe: {httpGet: {port: 80}}}], volumes:"
                + " [{name: v}, {name: s, secret: {secretName: q}}]}}");
    assertJson(
        """
        containers:
        - name: a
          image: x
          resources: {limits: {cpu: "1", memory: 512Mi}, requests: {cpu: "1", memory: 512Mi}}
          livenessProbe: {httpGet: {port: 80, path: /, scheme: HTTP}, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3}
          terminationMessagePath: /dev/termination-log
          terminationMessagePolicy: File
          imagePullPolicy: Always
        volumes: [{name: v, emptyDir: {}}, {name: s, secret: {secretName: q, defaultMode: 420}}]
        restartPolicy: Always
        terminationGracePeriodSeconds: 30
        dnsPolicy: ClusterFirst
        securityContext: {}
        schedulerName: default-scheduler
        enableServiceLinks: true
        """,
        pod.get("spec"));
    assertJson("{phase: Pending, qosClass: Guaranteed}", pod.get("status"));
    assertEquals(1, pod.path("metadata").path("generation").asInt());
  }

  @Test
  void serviceAccountsHaveTwoNames() {
    String spec = "{metadata: {name: a}, spec: {%s, containers: [{name: a, image: x}]}}";
    for (String given :
        List.of(
            "serviceAccount: a",
            "serviceAccountName: a",
            "serviceAccount: b, serviceAccountName: a")) {
      ObjectNode pod = path.create(PODS, spec.formatted(given));
      assertEquals("a", pod.at("/spec/serviceAccountName").asText(), given);
      assertEquals("a", pod.at("/spec/serviceAccount").asText(), given);
    }
  }

  @Test
  void revisionsMayBeOfNothingButNotWithout() {
    ResourceType revisions = WritePath.type("apps/v1", "controllerrevisions");
    assertTrue(path.create(revisions, "{metadata: {name: a}, revision: 1, data: {}}").has("data"));
    assertEquals(
        "422 ControllerRevision.apps \"a\" is invalid: data: Required value: data is mandatory",
        WritePath.refusal(() -> path.create(revisions, "{metadata: {name: a}, revision: 1}")));
    assertEquals(
        "422 ControllerRevision.apps \"a\" is invalid: data: Required value: data must be a valid JSON"
            + " object",
        WritePath.refusal(
            () -> path.create(revisions, "{metadata: {name: a}, revision: 1, data: []}")));
  }

  @Test
  void podErrors() {
    String refusal =
        WritePath.refusal(
            () ->
                path.create(
                    PODS,
                    "{metadata: {name: ok}, spec: {containers: [{name: a}, {image: x, volumeMounts:"
                        + " [{name: nope, mountPath: /a}], ports: [{containerPort: 70000}]}]}}"));
    assertEquals(
        "422 Pod \"ok\" is invalid: [spec.containers[0].image: Required value,"
            + " spec.containers[1].name: Required value,"
            + " spec.containers[1].ports[0].containerPort: Invalid value: 70000: must be between 1 and"
            + " 65535, inclusive, spec.containers[1].volumeMounts[0].name: Not found: \"nope\"]",
        refusal);
    assertEquals(
        "422 Pod \"x\" is invalid: spec.containers: Required value",
        WritePath.refusal(() -> path.create(PODS, "{metadata: {name: x}, spec: {}}")));
  }

  @Test
  void podUpdates() {
    ObjectNode old =
        path.create(PODS, "{metadata: {name: a}, spec: {containers: [{name: a, image: x}]}}");
    ObjectNode image = old.deepCopy();
    ((ObjectNode) image.at("/spec/containers/0")).put("image", "y");
    assertEquals(2, path.update(PODS, old, image).at("/metadata/generation").asInt());
    ObjectNode command = old.deepCopy();
    command.withObject("/spec").put("nodeName", "n");
    assertTrue(
        WritePath.refusal(() -> path.update(PODS, old, command))
            .startsWith("422 Pod \"a\" is invalid: spec: Forbidden: pod updates may not change"));
  }

  @Test
  void deploymentDefaultsAndErrors() throws Exception {
    String template =
        "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: x}]}}";
    ObjectNode deployment =
        path.create(
            DEPLOYMENTS,
            "{metadata: {name: d}, spec: {selector: {matchLabels: {a: b}}, " + template + "}}");
    assertJson(
        "{type: RollingUpdate, rollingUpdate: {maxUnavailable: 25%, maxSurge: 25%}}",
        deployment.at("/spec/strategy"));
    assertEquals(600, deployment.at("/spec/progressDeadlineSeconds").asInt());
    assertFalse(deployment.at("/spec/template/spec").has("enableServiceLinks"));
    assertJson("{}", deployment.get("status"));
    ObjectNode selector = deployment.deepCopy();
    selector.withObject("/spec/selector/matchLabels").put("c", "d");
    selector.withObject("/spec/template/metadata/labels").put("c", "d");
    assertEquals(
        "422 Deployment.apps \"d\" is invalid: spec.selector: Invalid value:"
            + " {\"matchLabels\":{\"a\":\"b\",\"c\":\"d\"}}: field is immutable",
        WritePath.refusal(() -> path.update(DEPLOYMENTS, deployment, selector)));
    assertEquals(
        "422 Deployment.apps \"d\" is invalid: [spec.replicas: Invalid value: -1: must be greater"
            + " than or equal to 0, spec.selector: Required value, spec.template.metadata.labels:"
            + " Invalid value: {\"a\":\"b\"}: `selector` does not match template `labels`]",
        WritePath.refusal(
            () ->
                path.create(
                    DEPLOYMENTS, "{metadata: {name: d}, spec: {replicas: -1, " + template + "}}")));
  }

  @Test
  void servicesGetAddressesAndPorts() {
    ObjectNode service =
        path.create(
            SERVICES,
            "{metadata: {name: s}, spec: {type: NodePort, ports: [{port: 80, nodePort: 30080}]}}");
    String address = service.at("/spec/clusterIP").asText();
    assertTrue(address.startsWith("10.96."));
    assertEquals(address, service.at("/spec/clusterIPs/0").asText());
    assertEquals("IPv4", service.at("/spec/ipFamilies/0").asText());
    assertEquals("SingleStack", service.at("/spec/ipFamilyPolicy").asText());
    assertEquals("Cluster", service.at("/spec/externalTrafficPolicy").asText());
    assertEquals(80, service.at("/spec/ports/0/targetPort").asInt());
    assertEquals(
        "422 Service \"t\" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is"
            + " already allocated",
        WritePath.refusal(
            () ->
                path.create(
                    SERVICES,
                    "{metadata: {name: t}, spec: {type: NodePort, ports: [{port: 80, nodePort:"
                        + " 30080}]}}")));
    assertEquals(
        "422 Service \"t\" is invalid: spec.clusterIPs: Invalid value: [\""
            + address
            + "\"]: failed to allocate IP "
            + address
            + ": provided IP is already allocated",
        WritePath.refusal(
            () ->
                path.create(
                    SERVICES,
                    "{metadata: {name: t}, spec: {clusterIP: "
                        + address
                        + ", ports: [{port: 80}]}}")));
    ObjectNode patched = service.deepCopy();
    patched.withObject("/spec").put("clusterIP", "10.96.9.9");
    assertEquals(
        "422 Service \"s\" is invalid: spec.clusterIPs[0]: Invalid value: [\"10.96.9.9\"]: may not"
            + " change once set",
        WritePath.refusal(() -> path.update(SERVICES, service, patched)));
    ObjectNode external = service.deepCopy();
    external.withObject("/spec").put("type", "ExternalName").put("externalName", "a.b");
    ObjectNode now = path.update(SERVICES, service, external);
    assertFalse(now.path("spec").has("clusterIP"));
    assertFalse(now.at("/spec/ports/0").has("nodePort"));
    ObjectNode again =
        path.create(
            SERVICES,
            "{metadata: {name: t}, spec: {clusterIP: "
                + address
                + ", type: NodePort, ports: [{port:"
                + " 80, nodePort: 30080}]}}");
    path.behaviours.deleted(SERVICES, again);
    path.create(
        SERVICES, "{metadata: {name: u}, spec: {clusterIP: " + address + ", ports: [{port: 1}]}}");
  }

  @Test
  void headlessServicesHaveNoAddress() {
    ObjectNode service = path.create(SERVICES, "{metadata: {name: s}, spec: {clusterIP: None}}");
    assertEquals("None", service.at("/spec/clusterIPs/0").asText());
    assertEquals(
        "422 Service \"h\" is invalid: spec.clusterIPs[0]: Invalid value: \"None\": may not be set to"
            + " 'None' for NodePort services",
        WritePath.refusal(
            () ->
                path.create(
                    SERVICES,
                    "{metadata: {name: h}, spec: {clusterIP: None, type: NodePort, ports: [{port:"
                        + " 1}]}}")));
  }

  @Test
  void secretsAndNamespaces() throws Exception {
    ObjectNode secret = path.create(SECRETS, "{metadata: {name: s}, stringData: {a: b}}");
    assertJson("{a: Yg==}", secret.get("data"));
    assertFalse(secret.has("stringData"));
    assertEquals("Opaque", secret.path("type").asText());
    ObjectNode namespace =
        path.create(WritePath.type("v1", "namespaces"), "{metadata: {name: nn}}");
    assertJson("{finalizers: [kubernetes]}", namespace.get("spec"));
    assertJson("{phase: Active}", namespace.get("status"));
    assertEquals("nn", namespace.at("/metadata/labels/kubernetes.io~1metadata.name").asText());
  }

  @Test
  void immutableConfigMaps() {
    ResourceType type = WritePath.type("v1", "configmaps");
    ObjectNode old = path.create(type, "{metadata: {name: cm}, immutable: true, data: {a: b}}");
    ObjectNode changed = old.deepCopy();
    changed.withObject("/data").put("a", "c");
    assertEquals(
        "422 ConfigMap \"cm\" is invalid: data: Forbidden: field is immutable when `immutable` is set",
        WritePath.refusal(() -> path.update(type, old, changed)));
  }

  @Test
  void roleReferencesNeverChange() {
    ResourceType type = WritePath.type("rbac.authorization.k8s.io/v1", "rolebindings");
    ObjectNode old =
        path.create(
            type,
            "{metadata: {name: 'a:b'}, roleRef: {kind: ClusterRole, name: view}, subjects: [{kind:"
                + " User, name: u}]}");
    assertEquals("rbac.authorization.k8s.io", old.at("/subjects/0/apiGroup").asText());
    ObjectNode changed = old.deepCopy();
    changed.withObject("/roleRef").put("name", "edit");
    assertEquals(
        "422 RoleBinding.rbac.authorization.k8s.io \"a:b\" is invalid: roleRef: Invalid value:"
            + " {\"APIGroup\":\"rbac.authorization.k8s.io\",\"Kind\":\"ClusterRole\",\"Name\":\"edit\"}:"
            + " cannot change roleRef",
        WritePath.refusal(() -> path.update(type, old, changed)));
  }

  @Test
  void statusUpdatesLeaveTheSpecAlone() {
    ObjectNode old =
        path.create(PODS, "{metadata: {name: a}, spec: {containers: [{name: a, image: x}]}}");
    ObjectNode object = old.deepCopy();
    object.withObject("/spec").put("nodeName", "n");
    object.withObject("/status").put("phase", "Running");
    path.behaviours.prepareForUpdate(PODS, "status", object, old);
    assertEquals(old.get("spec"), object.get("spec"));
    assertEquals("Running", object.at("/status/phase").asText());
    assertNotEquals(old.get("status"), object.get("status"));
  }
}
