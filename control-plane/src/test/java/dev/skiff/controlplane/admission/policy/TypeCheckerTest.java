package dev.skiff.controlplane.admission.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.ServedTypes;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TypeCheckerTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final ServedTypes types = new ServedTypes();

  private void serve(String group, String kind) {
    Schema amount = Schema.builder().type("string").format("quantity").build();
    Schema schema = Schema.builder().type("object").property("amount", amount).build();
    String singular = kind.toLowerCase();
    types.put(
        new ResourceType(
            group,
            "v1",
            kind,
            singular + "s",
            singular,
            List.of(),
            List.of(),
            true,
            Set.of("get"),
            List.of(),
            schema,
            List.of(),
            List.of(),
            "v1",
            group,
            true));
  }

  private String warning(String rule, String expression) throws IOException {
    JsonNode spec =
        YAML.readTree(
            """
            matchConstraints: {resourceRules: [%s]}
            validations: [{expression: "%s"}]
            """
                .formatted(rule, expression));
    return new TypeChecker(types).check(spec).at("/0/warning").asText();
  }

  private List<String> kinds(String rule) throws IOException {
    return warning(rule, "object.absent == 1")
        .lines()
        .filter(line -> line.contains("Kind="))
        .map(line -> line.substring(0, line.indexOf(':')))
        .toList();
  }

  @Test
  void looksAtWhatRulesName() throws IOException {
    assertEquals(
        List.of("apps/v1, Kind=DaemonSet", "apps/v1, Kind=Deployment", "batch/v1, Kind=Job"),
        kinds(
            "{apiGroups: [batch, apps], apiVersions: [v1, v2], resources: [jobs, deployment, daemonsets]}"));
  }

  @Test
  void theGroupWithoutANameStandsForAll() throws IOException {
    assertEquals(
        List.of("/v1, Kind=Event", "events.k8s.io/v1, Kind=Event"),
        kinds("{apiGroups: ['', apps], apiVersions: [v1], resources: [events]}"));
  }

  @Test
  void wildcardsNameNothing() throws IOException {
    assertEquals(
        List.of(), kinds("{apiGroups: ['*'], apiVersions: [v1], resources: [deployments]}"));
  }

  @Test
  void looksAtTheFirstTenOfARule() throws IOException {
    IntStream.range(0, 12).forEach(i -> serve("g%02d.example.com".formatted(11 - i), "Boat"));
    String groups =
        String.join(", ", IntStream.range(0, 12).mapToObj("g%02d.example.com"::formatted).toList());
    assertEquals(
        IntStream.range(0, 10).mapToObj("g%02d.example.com/v1, Kind=Boat"::formatted).toList(),
        kinds("{apiGroups: [%s], apiVersions: [v1], resources: [boats]}".formatted(groups)));
  }

  @Test
  void aQuantityIsATextInACustomResourceOnly() throws IOException {
    serve("example.com", "Boat");
    String boats = "{apiGroups: [example.com], apiVersions: [v1], resources: [boats]}";
    assertEquals("", warning(boats, "object.amount.startsWith('1')"));
    assertTrue(warning(boats, "object.amount == 1").contains("'(string, int)'"));
    String quotas = "{apiGroups: [''], apiVersions: [v1], resources: [resourcequotas]}";
    assertTrue(warning(quotas, "has(object.spec.hard)").contains("undefined field 'hard'"));
  }
}
