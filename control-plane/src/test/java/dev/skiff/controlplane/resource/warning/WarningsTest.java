package dev.skiff.controlplane.resource.warning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.WritePath;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarningsTest {
  private static final ResourceType PODS = WritePath.type("v1", "pods");

  private static JsonNode yaml(String text) throws IOException {
    return new YAMLMapper().readTree(text);
  }

  private static List<String> warnings(ResourceType type, String object) throws IOException {
    return Warnings.of(type, yaml(object), null);
  }

  @Test
  void ordinaryPodsNeedNone() throws IOException {
    assertEquals(
        List.of(), warnings(PODS, "{metadata: {name: p}, spec: {containers: [{name: c}]}}"));
  }

  @Test
  void namesThatNoHostCanHave() throws IOException {
    assertEquals(
        List.of(
            "metadata.name: this is used in the Pod's hostname, which can result in surprising"
                + " behavior; a DNS label is recommended: [must not contain dots]"),
        warnings(PODS, "{metadata: {name: a.b}, spec: {}}"));
  }

  @Test
  void placesThatMatchNothing() throws IOException {
    assertEquals(
        List.of(
            "spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use"
                + " \"kubernetes.io/os\" instead",
            "spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in"
                + " matching no pod",
            "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]"
                + ".labelSelector: a null labelSelector results in matching no pod"),
        warnings(
            PODS,
            """
            metadata: {name: p}
            spec:
              nodeSelector: {beta.kubernetes.io/os: linux}
              topologySpreadConstraints: [{topologyKey: zone}]
              affinity:
                podAntiAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone}]
            """));
  }

  @Test
  void containersThatContradictThemselves() throws IOException {
    assertEquals(
        List.of(
            "spec.containers[0].resources.requests[memory]: fractional byte value \"1500m\" is"
                + " invalid, must be an integer",
            "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped"
                + " when using apply",
            "spec.containers[1].ports[0]: duplicate port definition with"
                + " spec.containers[0].ports[0]",
            "spec.containers[1].ports[0]: duplicate port name \"web\" with"
                + " spec.containers[0].ports[0], services and probes that select ports by name"
                + " will use spec.containers[0].ports[0]"),
        warnings(
            PODS,
            """
            metadata: {name: p}
            spec:
              containers:
              - name: a
                resources: {requests: {memory: 1500m}}
                env: [{name: A, value: a}, {name: A, value: b}, {name: A, value: $(A)c}]
                ports: [{name: web, containerPort: 80, protocol: TCP}]
              - name: b
                ports: [{name: web, containerPort: 80, protocol: TCP}]
            """));
  }

  @Test
  void volumesWhoseFilesHideEachOther() throws IOException {
    assertEquals(
        List.of(
            "spec.volumes[1].glusterfs: deprecated in v1.25, non-functional in v1.26+",
            "volume \"v\" (ConfigMap \"m\"): overlapping paths: \"a/b\" with \"a\""),
        warnings(
            PODS,
            """
            metadata: {name: p}
            spec:
              volumes:
              - {name: v, configMap: {name: m, items: [{key: k, path: a}, {key: l, path: a/b}]}}
              - {name: w, glusterfs: {}}
            """));
  }

  @Test
  void workloadsSpeakOfTheirTemplateWhenItMayHaveChanged() throws IOException {
    ResourceType deployments = WritePath.type("apps/v1", "deployments");
    String text =
        "{metadata: {name: d, generation: %d}, spec: {template: {spec: {"
            + "terminationGracePeriodSeconds: -1}}}}";
    List<String> negative =
        List.of(
            "spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are"
                + " invalid and will be treated as 1");
    JsonNode first = yaml(text.formatted(1));
    assertEquals(negative, Warnings.of(deployments, first, null));
    assertEquals(List.of(), Warnings.of(deployments, yaml(text.formatted(1)), first));
    assertEquals(negative, Warnings.of(deployments, yaml(text.formatted(2)), first));
  }

  @Test
  void addressesInOddForms() throws IOException {
    assertEquals(
        List.of(
            "spec.externalIPs[0]: non-standard IP address \"010.1.2.3\" will be considered invalid"
                + " in a future Kubernetes release: use \"10.1.2.3\"",
            "spec.externalIPs[1]: IPv6 address \"2001:DB8::1\" should be in RFC 5952 canonical"
                + " format (\"2001:db8::1\")",
            "spec.loadBalancerSourceRanges[0]: CIDR value \"10.1.2.3/8\" is ambiguous in this"
                + " context (should be \"10.0.0.0/8\" or \"10.1.2.3/32\"?)"),
        warnings(
            WritePath.type("v1", "services"),
            """
            metadata: {name: s}
            spec:
              type: LoadBalancer
              externalIPs: [010.1.2.3, '2001:DB8::1', 10.1.2.3]
              loadBalancerSourceRanges: [10.1.2.3/8]
            """));
  }

  @Test
  void ingressClassesByAnnotation() throws IOException {
    assertEquals(
        List.of(
            "annotation \"kubernetes.io/ingress.class\" is deprecated, please use"
                + " 'spec.ingressClassName' instead"),
        warnings(
            WritePath.type("networking.k8s.io/v1", "ingresses"),
            "{metadata: {name: i, annotations: {kubernetes.io/ingress.class: x}}, spec: {}}"));
  }

  @Test
  void appArmorAnnotationsThatFieldsDoNotSay() throws IOException {
    String key = "container.apparmor.security.beta.kubernetes.io/c";
    String pod =
        "{metadata: {name: p, annotations: {%s: runtime/default}}, spec: {securityContext:"
            + " {appArmorProfile: {type: %s}}, containers: [{name: c}]}}";
    assertEquals(
        List.of(
            "metadata.annotations["
                + key
                + "]: deprecated since v1.30; use the \"appArmorProfile\" field instead"),
        Warnings.ofUnprepared(PODS, yaml(pod.formatted(key, "Unconfined"))));
    assertEquals(
        List.of(), Warnings.ofUnprepared(PODS, yaml(pod.formatted(key, "RuntimeDefault"))));
  }
}
