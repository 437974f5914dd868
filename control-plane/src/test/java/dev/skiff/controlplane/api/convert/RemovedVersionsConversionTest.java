package dev.skiff.controlplane.api.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.ServedTypes;
import dev.skiff.controlplane.resource.defaults.Defaulter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects of removed versions become their successors' and come back as they were. */
class RemovedVersionsConversionTest {
  private static final ServedTypes TYPES = new ServedTypes(true);

  private static ResourceType type(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    return TYPES
        .findKind(apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind)
        .orElseThrow();
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (Exception e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static ObjectNode object(String apiVersion, String kind, String rest) {
    return json("{'apiVersion':'%s','kind':'%s',%s}".formatted(apiVersion, kind, rest));
  }

  static Stream<Arguments> pairs() {
    return Stream.of(
        Arguments.of(
            "networking.k8s.io/v1beta1",
            "networking.k8s.io/v1",
            "Ingress",
            "'spec':{'backend':{'serviceName':'s','servicePort':80}}",
            "'spec':{'defaultBackend':{'service':{'name':'s','port':{'number':80}}}}"),
        Arguments.of(
            "extensions/v1beta1",
            "networking.k8s.io/v1",
            "Ingress",
            "'spec':{'rules':[{'http':{'paths':[{'backend':{'serviceName':'s','servicePort':'web'}}]}}]}",
            "'spec':{'rules':[{'http':{'paths':[{'backend':{'service':{'name':'s','port':{'name':'web'}}}}]}}]}"),
        Arguments.of(
            "policy/v1beta1",
            "policy/v1",
            "PodDisruptionBudget",
            "'spec':{'selector':{}}",
            "'spec':{'selector':{'matchExpressions':[{'key':"
                + "'pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match','operator':'Exists'}]}}"),
        Arguments.of(
            "policy/v1beta1",
            "policy/v1",
            "PodDisruptionBudget",
            "'spec':{'selector':{'matchExpressions':[{'key':"
                + "'pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match','operator':'DoesNotExist'}]}}",
            "'spec':{'selector':{}}"),
        Arguments.of(
            "discovery.k8s.io/v1beta1",
            "discovery.k8s.io/v1",
            "EndpointSlice",
            "'endpoints':[{'nodeName':'n','topology':{'topology.kubernetes.io/zone':'z',"
                + "'kubernetes.io/hostname':'n','rack':'r'}}]",
            "'endpoints':[{'nodeName':'n','zone':'z','deprecatedTopology':{'rack':'r'}}]"),
        Arguments.of(
            "extensions/v1beta1",
            "apps/v1",
            "DaemonSet",
            "'metadata':{'name':'d'},'spec':{'templateGeneration':3}",
            "'metadata':{'name':'d','annotations':{'deprecated.daemonset.template.generation':'3'}},"
                + "'spec':{}"),
        Arguments.of(
            "apps/v1beta1",
            "apps/v1",
            "Deployment",
            "'metadata':{'name':'d'},'spec':{'rollbackTo':{'revision':2}}",
            "'metadata':{'name':'d','annotations':{'deprecated.deployment.rollback.revision':'2'}},"
                + "'spec':{}"),
        Arguments.of(
            "rbac.authorization.k8s.io/v1alpha1",
            "rbac.authorization.k8s.io/v1",
            "RoleBinding",
            "'subjects':[{'kind':'ServiceAccount','name':'s','apiVersion':'v1'},"
                + "{'kind':'User','name':'u','apiVersion':'rbac.authorization.k8s.io/v1alpha1'}]",
            "'subjects':[{'kind':'ServiceAccount','name':'s'},"
                + "{'kind':'User','name':'u','apiGroup':'rbac.authorization.k8s.io'}]"),
        Arguments.of(
            "authorization.k8s.io/v1beta1",
            "authorization.k8s.io/v1",
            "SubjectAccessReview",
            "'spec':{'group':['g']}",
            "'spec':{'groups':['g']}"),
        Arguments.of(
            "flowcontrol.apiserver.k8s.io/v1beta2",
            "flowcontrol.apiserver.k8s.io/v1",
            "PriorityLevelConfiguration",
            "'spec':{'limited':{'assuredConcurrencyShares':7}}",
            "'spec':{'limited':{'nominalConcurrencyShares':7}}"),
        Arguments.of(
            "autoscaling/v2beta1",
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            "'metadata':{'name':'h','annotations':{'autoscaling.alpha.kubernetes.io/behavior':"
                + "'{\\'ScaleUp\\':{\\'StabilizationWindowSeconds\\':null,\\'SelectPolicy\\':null,"
                + "\\'Policies\\':null,\\'Tolerance\\':null},\\'ScaleDown\\':null}'}},'spec':{'metrics':["
                + "{'type':'Resource','resource':{'name':'cpu','targetAverageUtilization':50}},"
                + "{'type':'Pods','pods':{'metricName':'m','targetAverageValue':'1'}},"
                + "{'type':'Object','object':{'target':{'kind':'Service','name':'s'},'metricName':'o',"
                + "'targetValue':'2','selector':{}}},"
                + "{'type':'External','external':{'metricName':'e','metricSelector':{},"
                + "'targetValue':'3'}}]},"
                + "'status':{'currentMetrics':[{'type':'Resource','resource':{'name':'cpu',"
                + "'currentAverageUtilization':40,'currentAverageValue':'1'}}]}",
            "'metadata':{'name':'h'},'spec':{'metrics':["
                + "{'type':'Resource','resource':{'name':'cpu','target':{'type':'Utilization',"
                + "'averageUtilization':50}}},"
                + "{'type':'Pods','pods':{'metric':{'name':'m'},'target':{'type':'AverageValue',"
                + "'averageValue':'1'}}},"
                + "{'type':'Object','object':{'describedObject':{'kind':'Service','name':'s'},"
                + "'metric':{'name':'o','selector':{}},'target':{'type':'Value','value':'2'}}},"
                + "{'type':'External','external':{'metric':{'name':'e','selector':{}},"
                + "'target':{'type':'Value','value':'3'}}}],'behavior':{'scaleUp':{}}},"
                + "'status':{'currentMetrics':[{'type':'Resource','resource':{'name':'cpu',"
                + "'current':{'averageUtilization':40,'averageValue':'1'}}}]}"));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void bothWays(String old, String now, String kind, String before, String after) {
    ObjectNode first = object(old, kind, before);
    ObjectNode second = object(now, kind, after);
    assertEquals(second, Conversion.to(type(now, kind), first.deepCopy()));
    assertEquals(first, Conversion.to(type(old, kind), second.deepCopy()));
  }

  @Test
  void fromOneRemovedVersionToAnother() {
    ObjectNode old =
        object(
            "autoscaling/v2beta1",
            "HorizontalPodAutoscaler",
            "'spec':{'metrics':[{'type':'Resource','resource':"
                + "{'name':'cpu','targetAverageUtilization':50}}]}");
    ObjectNode v1 = Conversion.to(type("autoscaling/v1", "HorizontalPodAutoscaler"), old);
    assertEquals(50, v1.at("/spec/targetCPUUtilizationPercentage").asInt());
  }

  static Stream<Arguments> defaults() {
    String template = "'spec':{'template':{'metadata':{'labels':{'a':'b'}}}}";
    return Stream.of(
        Arguments.of(
            "extensions/v1beta1", "DaemonSet", template, "/spec/updateStrategy/type", "OnDelete"),
        Arguments.of(
            "extensions/v1beta1", "DaemonSet", template, "/spec/selector/matchLabels/a", "b"),
        Arguments.of(
            "extensions/v1beta1", "ReplicaSet", template, "/spec/selector/matchLabels/a", "b"),
        Arguments.of(
            "apps/v1beta1", "StatefulSet", template, "/spec/updateStrategy/type", "OnDelete"),
        Arguments.of("apps/v1beta1", "StatefulSet", template, "/metadata/labels/a", "b"),
        Arguments.of("apps/v1beta1", "Deployment", template, "/spec/revisionHistoryLimit", "2"),
        Arguments.of(
            "apps/v1beta1", "Deployment", template, "/spec/strategy/rollingUpdate/maxSurge", "25%"),
        Arguments.of(
            "apps/v1beta2", "StatefulSet", template, "/spec/updateStrategy/type", "RollingUpdate"),
        Arguments.of("apps/v1beta2", "Deployment", template, "/spec/selector", ""),
        Arguments.of("batch/v1beta1", "CronJob", "'spec':{}", "/spec/failedJobsHistoryLimit", "1"),
        Arguments.of(
            "autoscaling/v2beta1",
            "HorizontalPodAutoscaler",
            "'spec':{}",
            "/spec/metrics/0/resource/targetAverageUtilization",
            "80"));
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void oldDefaults(String apiVersion, String kind, String rest, String field, String value) {
    ObjectNode object = object(apiVersion, kind, rest);
    Defaulter.apply(type(apiVersion, kind).schema(), object);
    assertEquals(value, object.at(field).asText());
  }

  @Test
  void aDefinitionOfOldBecomesOneWithStructuralVersions() {
    String kind = "CustomResourceDefinition";
    ObjectNode old =
        object(
            "apiextensions.k8s.io/v1beta1",
            kind,
            "'spec':{'group':'example.com','version':'v1','names':{'kind':'Car','plural':'cars'},"
                + "'validation':{'openAPIV3Schema':{'properties':{'spec':{'properties':{'a':"
                + "{'type':'string'}}}}}},'subresources':{'status':{}},"
                + "'additionalPrinterColumns':[{'name':'A','type':'string','JSONPath':'.spec.a'}]}");
    Defaulter.apply(type("apiextensions.k8s.io/v1beta1", kind).schema(), old);
    ObjectNode now = Conversion.to(type("apiextensions.k8s.io/v1", kind), old);
    assertEquals(
        json(
            "{'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':{'type':'object',"
                + "'x-kubernetes-preserve-unknown-fields':true,'properties':{'spec':{'properties':"
                + "{'a':{'type':'string'}},'x-kubernetes-preserve-unknown-fields':true}}}},"
                + "'subresources':{'status':{}},'additionalPrinterColumns':"
                + "[{'name':'A','type':'string','jsonPath':'.spec.a'}]}"),
        now.at("/spec/versions/0"));
    assertEquals("Namespaced", now.at("/spec/scope").asText());
    ObjectNode back = Conversion.to(type("apiextensions.k8s.io/v1beta1", kind), now.deepCopy());
    assertEquals("v1", back.at("/spec/version").asText());
    assertEquals(".spec.a", back.at("/spec/additionalPrinterColumns/0/JSONPath").asText());
    assertEquals(now, Conversion.to(type("apiextensions.k8s.io/v1", kind), back));
  }
}
