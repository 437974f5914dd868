package dev.skiff.controlplane.resource.managedfields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.resource.BuiltInTypes;
import dev.skiff.controlplane.resource.ResourceType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who owns what after creates, updates and applies; expectations are upstream's answers. */
class FieldManagerTest {
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final BuiltInTypes TYPES = BuiltInTypes.load();
  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - {name: a, image: "a:1", ports: [{containerPort: 80}]}
            - {name: b, image: "b:1"}
      """;

  private static ObjectNode yaml(String text) {
    try {
      return (ObjectNode) YAML.readTree(text);
    } catch (Exception e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static FieldManager manager(String kind) {
    ResourceType type =
        TYPES.types().stream().filter(any -> any.kind().equals(kind)).findFirst().orElseThrow();
    Shape shape =
        new Shape(type.schema(), type.apiVersion(), ResetFields.of(type, ""), object -> object);
    return new FieldManager(shape, version -> Optional.empty(), "");
  }

  private static ObjectNode configMap(String data) {
    return yaml("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: " + data);
  }

  private static JsonNode owned(ObjectNode object, String manager) {
    for (JsonNode entry : object.at("/metadata/managedFields")) {
      if (entry.path("manager").asText().equals(manager)) return entry.path("fieldsV1");
    }
    return null;
  }

  private static JsonNode fields(String yaml) {
    return yaml(yaml);
  }

  @Test
  void creatorsOwnWhatTheySetAndNothingThatIdentifies() {
    ObjectNode object = configMap("{k: v}");
    ((ObjectNode) object.get("metadata")).put("uid", "1").putObject("labels").put("l", "m");
    manager("ConfigMap").created(object, "curl");
    JsonNode entry = object.at("/metadata/managedFields/0");
    assertEquals("curl", entry.path("manager").asText());
    assertEquals("Update", entry.path("operation").asText());
    assertEquals("v1", entry.path("apiVersion").asText());
    assertEquals("FieldsV1", entry.path("fieldsType").asText());
    assertTrue(entry.path("time").asText().matches("20..-..-..T..:..:..Z"));
    assertEquals(
        fields(
            "{'f:data': {'.': {}, 'f:k': {}}, 'f:metadata': {'f:labels': {'.': {}, 'f:l': {}}}}"),
        entry.path("fieldsV1"));
  }

  @Test
  void fieldsThatAreAlwaysThereHaveNoDotAndStatusIsNotTheirs() {
    ObjectNode web = yaml(WEB);
    web.putObject("status").put("replicas", 4);
    manager("Deployment").created(web, "curl");
    JsonNode spec = owned(web, "curl").path("f:spec");
    assertFalse(spec.has("."));
    assertTrue(spec.path("f:selector").isEmpty(), "a selector is owned as a whole");
    JsonNode containers = spec.at("/f:template/f:spec/f:containers");
    assertFalse(containers.has("."));
    assertTrue(containers.path("k:{\"name\":\"a\"}").has("."));
    assertTrue(
        containers
            .path("k:{\"name\":\"a\"}")
            .path("f:ports")
            .has("k:{\"containerPort\":80,\"protocol\":\"TCP\"}"),
        "keys have their defaults");
    assertFalse(owned(web, "curl").has("f:status"));
  }

  @Test
  void updatersTakeWhatTheyChange() {
    FieldManager manager = manager("ConfigMap");
    ObjectNode live = configMap("{k: v, l: w}");
    ((ObjectNode) live.get("metadata")).put("uid", "1");
    manager.created(live, "first");
    ObjectNode updated = live.deepCopy();
    ((ObjectNode) updated.get("data")).put("k", "changed").put("n", "new");
    ((ObjectNode) updated.get("data")).remove("l");
    manager.updated(live, updated, "second");
    assertEquals(fields("{'f:data': {}}"), owned(updated, "first"));
    assertEquals(fields("{'f:data': {'f:k': {}, 'f:n': {}}}"), owned(updated, "second"));
  }

  @Test
  void updatesThatChangeNothingLeaveNoTrace() {
    FieldManager manager = manager("Deployment");
    ObjectNode live = yaml(WEB);
    manager.created(live, "first");
    ObjectNode updated = live.deepCopy();
    updated.putObject("status").put("replicas", 7);
    manager.updated(live, updated, "second");
    assertEquals(live.at("/metadata/managedFields"), updated.at("/metadata/managedFields"));
  }

  @Test
  void anEmptyListForgetsAllOwnersAndNobodyIsNotedFromThenOn() {
    FieldManager manager = manager("ConfigMap");
    ObjectNode live = configMap("{k: v}");
    manager.created(live, "first");
    for (String reset : new String[] {"[]", "[{}]"}) {
      ObjectNode updated = live.deepCopy();
      ((ObjectNode) updated.get("metadata")).set("managedFields", yaml("x: " + reset).get("x"));
      manager.updated(live, updated, "second");
      assertFalse(updated.path("metadata").has("managedFields"));
      ObjectNode later = updated.deepCopy();
      ((ObjectNode) later.get("data")).put("k", "other");
      manager.updated(updated, later, "third");
      assertFalse(later.path("metadata").has("managedFields"));
    }
  }

  @Test
  void invalidManagedFieldsAreIgnored() {
    FieldManager manager = manager("ConfigMap");
    ObjectNode live = configMap("{k: v}");
    manager.created(live, "first");
    ObjectNode updated = live.deepCopy();
    ((ObjectNode) updated.at("/metadata/managedFields/0")).put("operation", "Guess");
    manager.updated(live, updated, "second");
    assertEquals(live.at("/metadata/managedFields"), updated.at("/metadata/managedFields"));
  }

  @Test
  void appliersOwnWhatTheySayEvenIfItIsThere() {
    FieldManager manager = manager("ConfigMap");
    ObjectNode first = manager.apply(null, configMap("{k: v}"), "x", false);
    ObjectNode both = manager.apply(first, configMap("{k: v}"), "y", false);
    assertEquals(fields("{'f:data': {'f:k': {}}}"), owned(both, "x"));
    assertEquals(owned(both, "x"), owned(both, "y"));
    assertEquals(
        both, manager.apply(both, configMap("{k: v}"), "x", false), "again is nothing new");
  }

  @Test
  void conflictsNameFieldsAndManagersInUpstreamsWords() {
    FieldManager manager = manager("ConfigMap");
    ObjectNode live = manager.apply(null, configMap("{k: v, l: w}"), "x", false);
    ConflictException one =
        assertThrows(
            ConflictException.class, () -> manager.apply(live, configMap("{k: z}"), "y", false));
    assertEquals("Apply failed with 1 conflict: conflict with \"x\": .data.k", one.getMessage());
    ObjectNode updated = live.deepCopy();
    ((ObjectNode) updated.get("data")).put("m", "v");
    manager.updated(live, updated, "u");
    ConflictException more =
        assertThrows(
            ConflictException.class,
            () -> manager.apply(updated, configMap("{k: z, m: z}"), "y", false));
    assertEquals(
        """
        Apply failed with 2 conflicts: conflicts with "u" using v1:
        - .data.m
        conflicts with "x":
        - .data.k""",
        more.getMessage());
    assertEquals(2, more.conflicts().size());
  }

  @Test
  void forceTakesAndWhatIsGivenUpGoes() {
    FieldManager manager = manager("ConfigMap");
    ObjectNode live = manager.apply(null, configMap("{k: v, l: w}"), "x", false);
    ObjectNode taken = manager.apply(live, configMap("{k: z}"), "y", true);
    assertEquals("z", taken.at("/data/k").asText());
    assertEquals(fields("{'f:data': {'f:l': {}}}"), owned(taken, "x"));
    ObjectNode left = manager.apply(taken, configMap("{}"), "y", false);
    assertFalse(left.get("data").has("k"));
    assertEquals("w", left.at("/data/l").asText(), "x owns it");
    assertEquals("c", left.at("/metadata/name").asText());
  }

  @Test
  void whatOthersOwnStaysWhenItIsGivenUp() {
    FieldManager manager = manager("ConfigMap");
    ObjectNode live = manager.apply(null, configMap("{k: v}"), "x", false);
    ObjectNode shared = manager.apply(live, configMap("{k: v}"), "y", false);
    ObjectNode left = manager.apply(shared, yaml("apiVersion: v1\nkind: ConfigMap"), "x", false);
    assertEquals("v", left.at("/data/k").asText());
    assertNull(owned(left, "x"));
  }

  @Test
  void listsAreMergedByKey() {
    FieldManager manager = manager("Deployment");
    ObjectNode live = manager.apply(null, yaml(WEB), "x", false);
    ObjectNode sidecar =
        manager.apply(
            live,
            yaml(
                """
                apiVersion: apps/v1
                kind: Deployment
                spec:
                  template:
                    spec:
                      containers:
                      - {name: b, imagePullPolicy: Never}
                      - {name: s, image: "s:1"}
                """),
            "y",
            false);
    JsonNode containers = sidecar.at("/spec/template/spec/containers");
    assertEquals(3, containers.size());
    assertEquals("b:1", containers.at("/1/image").asText());
    assertEquals("Never", containers.at("/1/imagePullPolicy").asText());
    ObjectNode without =
        manager.apply(sidecar, yaml("apiVersion: apps/v1\nkind: Deployment"), "y", false);
    assertEquals(2, without.at("/spec/template/spec/containers").size());
    assertFalse(without.at("/spec/template/spec/containers/1").has("imagePullPolicy"));
  }

  @Test
  void setsAreMergedByValueAndAtomicListsReplaced() {
    FieldManager manager = manager("Pod");
    String pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, finalizers: [%s]}\nspec: {%s}";
    ObjectNode live =
        manager.apply(null, yaml(pod.formatted("a/a", "tolerations: [{key: a}]")), "x", false);
    ObjectNode both = manager.apply(live, yaml(pod.formatted("b/b", "")), "y", false);
    assertEquals("[\"a/a\",\"b/b\"]", both.at("/metadata/finalizers").toString());
    ObjectNode forced =
        manager.apply(both, yaml(pod.formatted("b/b", "tolerations: [{key: b}]")), "y", true);
    assertEquals("[{\"key\":\"b\"}]", forced.at("/spec/tolerations").toString());
    assertEquals(fields("{'f:metadata': {'f:finalizers': {'v:\"a/a\"': {}}}}"), owned(forced, "x"));
  }

  @Test
  void configurationsMustHaveTheShapeOfTheirKind() {
    FieldManager manager = manager("Deployment");
    StructureException unknown =
        assertThrows(
            StructureException.class,
            () ->
                manager.apply(
                    null,
                    yaml(
                        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {a: 1}"),
                    "x",
                    false));
    assertEquals(
        "failed to create typed patch object (/d; apps/v1, Kind=Deployment): .spec.a: field not"
            + " declared in schema",
        unknown.getMessage());
    ObjectNode twice = yaml(WEB);
    ((ObjectNode) twice.at("/spec/template/spec/containers/1")).put("name", "a");
    StructureException duplicate =
        assertThrows(StructureException.class, () -> manager.apply(null, twice, "x", false));
    assertTrue(
        duplicate
            .getMessage()
            .endsWith(".spec.template.spec.containers: duplicate entries for key [name=\"a\"]"),
        duplicate.getMessage());
  }

  @Test
  void objectsWithoutOwnersGetOneBeforeTheFirstApply() {
    FieldManager manager = manager("ConfigMap");
    ObjectNode live = configMap("{k: v}");
    ObjectNode applied = manager.apply(live, configMap("{n: v}"), "x", false);
    assertEquals(fields("{'f:data': {'.': {}, 'f:k': {}}}"), owned(applied, "before-first-apply"));
    assertThrows(
        ConflictException.class, () -> manager.apply(live, configMap("{k: w}"), "x", false));
  }

  @Test
  void kubectlOwnsWhatItAppliedOnTheClientsSide() {
    FieldManager manager = manager("ConfigMap");
    ObjectNode live = configMap("{k: v, l: w}");
    ((ObjectNode) live.get("metadata"))
        .putObject("annotations")
        .put(
            "kubectl.kubernetes.io/last-applied-configuration",
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"data\":{\"k\":\"v\"}}");
    manager.created(live, "kubectl-client-side-apply");
    ObjectNode applied = manager.apply(live, configMap("{k: new}"), "kubectl", false);
    assertEquals("new", applied.at("/data/k").asText());
    assertEquals(
        "{\"apiVersion\":\"v1\",\"data\":{\"k\":\"new\"},\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c\"}}\n",
        applied
            .at("/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration")
            .asText());
    assertThrows(
        ConflictException.class,
        () -> manager.apply(live, configMap("{l: new}"), "kubectl", false));
    assertThrows(
        ConflictException.class, () -> manager.apply(live, configMap("{k: new}"), "other", false));
  }

  @Test
  void updatersBeyondTenAreUnited() {
    FieldManager manager = manager("ConfigMap");
    ObjectNode live = configMap("{k0: v}");
    manager.created(live, "m0");
    for (int i = 1; i <= 12; i++) {
      ObjectNode next = live.deepCopy();
      ((ObjectNode) next.get("data")).put("k" + i, "v");
      manager.updated(live, next, "m" + (char) ('a' + i));
      live = next;
    }
    assertEquals(10, live.at("/metadata/managedFields").size());
    JsonNode ancient = owned(live, "ancient-changes");
    assertTrue(ancient.path("f:data").has("f:k0"));
    assertEquals(4 + 1, ancient.path("f:data").size(), "four keys and the dot");
  }

  @Test
  void timesAloneAreNoDifference() {
    ObjectNode one = configMap("{k: v}");
    manager("ConfigMap").created(one, "m");
    ObjectNode other = one.deepCopy();
    ((ObjectNode) other.at("/metadata/managedFields/0")).put("time", "2001-01-01T00:00:00Z");
    JsonNode left = one.at("/metadata/managedFields");
    assertTrue(FieldManager.differInTimeOnly(left, other.at("/metadata/managedFields")));
    assertFalse(FieldManager.differInTimeOnly(left, left));
    ((ObjectNode) other.at("/metadata/managedFields/0")).put("manager", "n");
    assertFalse(FieldManager.differInTimeOnly(left, other.at("/metadata/managedFields")));
  }
}
