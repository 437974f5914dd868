package dev.skiff.controlplane.resource.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.convert.HorizontalPodAutoscalers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Defaults that depend on more than a field or two; by definition. */
final class DefaultRules {
  private static final Map<String, Consumer<ObjectNode>> RULES =
      Map.ofEntries(
          Map.entry("io.k8s.api.core.v1.Pod", DefaultRules::pod),
          Map.entry("io.k8s.api.core.v1.PodSpec", DefaultRules::account),
          Map.entry("io.k8s.api.core.v1.PodStatus", DefaultRules::podAddresses),
          Map.entry("io.k8s.api.core.v1.PodTemplateSpec", DefaultRules::dropInitContainers),
          Map.entry("io.k8s.api.core.v1.Container", DefaultRules::pullPolicy),
          Map.entry("io.k8s.api.core.v1.EphemeralContainer", DefaultRules::pullPolicy),
          Map.entry("io.k8s.api.core.v1.ImageVolumeSource", DefaultRules::imageVolume),
          Map.entry("io.k8s.api.core.v1.Volume", DefaultRules::volume),
          Map.entry("io.k8s.api.core.v1.Namespace", DefaultRules::namespace),
          Map.entry("io.k8s.api.core.v1.NodeSpec", DefaultRules::podRanges),
          Map.entry("io.k8s.api.core.v1.Secret", DefaultRules::secret),
          Map.entry("io.k8s.api.core.v1.LimitRangeItem", DefaultRules::limitRangeItem),
          Map.entry("io.k8s.api.core.v1.ServiceAccount", DefaultRules::serviceAccount),
          Map.entry("io.k8s.api.core.v1.ServiceSpec", DefaultRules::service),
          Map.entry("io.k8s.api.apps.v1.StatefulSetSpec", DefaultRules::statefulSet),
          Map.entry(
              "io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler",
              HorizontalPodAutoscalers::normalize),
          Map.entry(
              "io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler",
              HorizontalPodAutoscalers::dropAnnotations),
          Map.entry("io.k8s.api.apps.v1.DaemonSet", DefaultRules::daemonSet),
          Map.entry("io.k8s.api.batch.v1.Job", DefaultRules::job),
          Map.entry(
              "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition",
              DefaultRules::storedVersion),
          Map.entry(
              "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec",
              DefaultRules::customResourceDefinition));

  private static final List<String> INIT_CONTAINERS =
      List.of(
          "pod.beta.kubernetes.io/init-containers",
          "pod.alpha.kubernetes.io/init-containers",
          "pod.beta.kubernetes.io/init-container-statuses",
          "pod.alpha.kubernetes.io/init-container-statuses");

  private static final String HOST = "[a-zA-Z0-9.-]+(:[0-9]+)?/|\\[[a-fA-F0-9:]+\\](:[0-9]+)?/";
  private static final String PART = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*+";

  /** The name of an image, with its registry and tag, if it has them. */
  private static final Pattern IMAGE =
      Pattern.compile("(" + HOST + ")?" + PART + "(/" + PART + ")*+(:\\w[\\w.-]{0,127})?");

  private DefaultRules() {}

  static void apply(String definition, ObjectNode object) {
    Consumer<ObjectNode> rule = RULES.get(definition);
    if (rule != null) rule.accept(object);
  }

  /**
   * A Job without labels shares those of its template, as in Go: what is added later is added to
   * both.
   */
  private static void job(ObjectNode job) {
    JsonNode labels = job.at("/spec/template/metadata/labels");
    boolean own = !job.path("metadata").path("labels").isEmpty();
    if (!own && !labels.isEmpty()) job.withObject("/metadata").set("labels", labels);
  }

  /** The account has an older name, too; the newer one holds. */
  private static void account(ObjectNode spec) {
    String name = spec.path("serviceAccountName").asText("");
    if (name.isEmpty()) name = spec.path("serviceAccount").asText("");
    spec.remove(List.of("serviceAccountName", "serviceAccount"));
    if (!name.isEmpty()) spec.put("serviceAccountName", name).put("serviceAccount", name);
  }

  /** Where no version is noted as one in which objects were stored, the present one is. */
  private static void storedVersion(ObjectNode definition) {
    if (!(definition.get("status") instanceof ObjectNode status)) return;
    if (!status.path("storedVersions").isEmpty()) return;
    for (JsonNode version : definition.path("spec").path("versions")) {
      if (!version.path("storage").asBoolean()) continue;
      status.putArray("storedVersions").add(version.path("name").asText(""));
      return;
    }
  }

  /** The address has an older field, too; what is there, and differs, holds. */
  private static void podAddresses(ObjectNode status) {
    String first = status.path("podIPs").path(0).path("ip").asText("");
    String only = status.path("podIP").asText("");
    if (only.isEmpty() && !first.isEmpty()) status.put("podIP", first);
    if (only.isEmpty() || only.equals(first)) return;
    status.putArray("podIPs").addObject().put("ip", only);
  }

  /** Init containers were in annotations once; agents that old must not find any there. */
  private static void dropInitContainers(ObjectNode pod) {
    if (!(pod.path("metadata").get("annotations") instanceof ObjectNode annotations)) return;
    annotations.remove(INIT_CONTAINERS);
    if (annotations.isEmpty()) ((ObjectNode) pod.get("metadata")).remove("annotations");
  }

  /** For Pods only, not for templates of Pods. */
  private static void pod(ObjectNode pod) {
    dropInitContainers(pod);
    JsonNode spec = pod.path("spec");
    String grace = "terminationGracePeriodSeconds";
    if (spec instanceof ObjectNode own && spec.path(grace).asLong() < 0) own.put(grace, 1);
    boolean hostNetwork = spec.path("hostNetwork").asBoolean();
    for (String list : List.of("containers", "initContainers")) {
      for (JsonNode container : spec.path(list)) {
        if (container.get("resources") instanceof ObjectNode resources
            && resources.get("limits") instanceof ObjectNode limits) {
          copyMissing(limits, resources, "requests");
        }
        if (hostNetwork) hostPorts(container);
      }
    }
    if (spec.get("resources") instanceof ObjectNode whole) PodResourceDefaults.apply(spec, whole);
  }

  /** The field that was there first is the first of the list that came after it. */
  private static void podRanges(ObjectNode spec) {
    String one = spec.path("podCIDR").asText("");
    String first = spec.path("podCIDRs").path(0).asText("");
    if (one.isEmpty() && !first.isEmpty()) spec.put("podCIDR", first);
    if (!one.isEmpty() && !one.equals(first)) spec.putArray("podCIDRs").add(one);
  }

  /** What is given as text is kept as data, as the field's description says. */
  private static void secret(ObjectNode secret) {
    if (!(secret.remove("stringData") instanceof ObjectNode texts) || texts.isEmpty()) return;
    ObjectNode data = secret.withObjectProperty("data");
    for (Map.Entry<String, JsonNode> text : texts.properties()) {
      byte[] bytes = text.getValue().asText("").getBytes(StandardCharsets.UTF_8);
      data.put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
    }
  }

  /** On the host's network a container port is a host port too. */
  private static void hostPorts(JsonNode container) {
    for (JsonNode port : container.path("ports")) {
      if (port instanceof ObjectNode object && port.path("hostPort").asInt() == 0) {
        object.set("hostPort", port.path("containerPort"));
      }
    }
  }

  private static void pullPolicy(ObjectNode container) {
    if (container.path("imagePullPolicy").asText("").isEmpty()) {
      container.put("imagePullPolicy", policyFor(container.path("image").asText("")));
    }
  }

  private static void imageVolume(ObjectNode image) {
    if (image.path("pullPolicy").asText("").isEmpty()) {
      image.put("pullPolicy", policyFor(image.path("reference").asText("")));
    }
  }

  /**
   * Images without a tag, or with the tag latest, are always pulled; digests win over tags. Of what
   * names no image nothing is known.
   */
  private static String policyFor(String image) {
    if (image.contains("@") || !IMAGE.matcher(image).matches()) return "IfNotPresent";
    String name = image.substring(image.lastIndexOf('/') + 1);
    int colon = name.indexOf(':');
    return colon < 0 || name.substring(colon + 1).equals("latest") ? "Always" : "IfNotPresent";
  }

  private static void volume(ObjectNode volume) {
    if (volume.size() <= 1 && !volume.has("emptyDir")) volume.putObject("emptyDir");
  }

  /** Whoever writes a DaemonSet owns this, too; the count comes later. */
  private static void daemonSet(ObjectNode set) {
    ObjectNode annotations = set.withObject("/metadata").withObject("/annotations");
    String counted = "deprecated.daemonset.template.generation";
    if (!annotations.has(counted)) annotations.put(counted, "0");
  }

  private static void namespace(ObjectNode namespace) {
    String name = namespace.path("metadata").path("name").asText("");
    if (name.isEmpty()) return;
    ObjectNode metadata = (ObjectNode) namespace.get("metadata");
    ObjectNode labels =
        metadata.get("labels") instanceof ObjectNode present
            ? present
            : metadata.putObject("labels");
    labels.put("kubernetes.io/metadata.name", name);
  }

  private static void limitRangeItem(ObjectNode item) {
    if (!item.path("type").asText().equals("Container")) return;
    if (item.get("max") instanceof ObjectNode max) copyMissing(max, item, "default");
    if (item.get("default") instanceof ObjectNode limits) {
      copyMissing(limits, item, "defaultRequest");
    }
    if (item.get("min") instanceof ObjectNode min) copyMissing(min, item, "defaultRequest");
  }

  private static void copyMissing(ObjectNode from, ObjectNode into, String field) {
    if (from.isEmpty()) return;
    ObjectNode target =
        into.get(field) instanceof ObjectNode present ? present : into.putObject(field);
    from.properties()
        .forEach(
            entry -> {
              if (!target.has(entry.getKey())) target.set(entry.getKey(), entry.getValue());
            });
  }

  /** Of the secrets of an account there are only names. */
  private static void serviceAccount(ObjectNode account) {
    for (JsonNode secret : account.path("secrets")) {
      if (secret instanceof ObjectNode reference) reference.retain("name");
    }
  }

  private static void service(ObjectNode spec) {
    if (spec.path("sessionAffinity").asText().equals("None")) spec.remove("sessionAffinityConfig");
  }

  private static void statefulSet(ObjectNode spec) {
    for (JsonNode claim : spec.path("volumeClaimTemplates")) {
      if (claim instanceof ObjectNode object) {
        object.put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
      }
    }
  }

  private static void customResourceDefinition(ObjectNode spec) {
    if (spec.get("names") instanceof ObjectNode names
        && names.path("singular").asText("").isEmpty()
        && names.path("kind").isTextual()) {
      names.put("singular", names.path("kind").textValue().toLowerCase(Locale.ROOT));
    }
  }
}
