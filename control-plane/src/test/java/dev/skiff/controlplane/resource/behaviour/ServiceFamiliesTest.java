package dev.skiff.controlplane.resource.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceFamiliesTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void nothingElseIsSaidIfAddressesAreWrong() throws IOException {
    assertEquals(
        List.of(
            "spec.clusterIPs: Invalid value: [\"10.96.0.6\"]: first value must match `clusterIP`"),
        problems(
            "{clusterIP: 10.96.0.5, clusterIPs: [10.96.0.6], ipFamilyPolicy: RequireDualStack}"));
    assertEquals(
        List.of(
            "spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": this cluster is not"
                + " configured for dual-stack services"),
        problems("{ipFamilyPolicy: RequireDualStack}"));
  }

  @Test
  void whatOnlyNamesIsOfBothFamilies() throws IOException {
    ObjectNode spec = (ObjectNode) YAML.readTree("{clusterIP: None, clusterIPs: [None]}");
    ServiceFamilies.complete(spec);
    assertEquals("[\"IPv4\",\"IPv6\"]", spec.path("ipFamilies").toString());
    assertEquals("RequireDualStack", spec.path("ipFamilyPolicy").asText());
  }

  private static List<String> problems(String spec) throws IOException {
    FieldErrors errors = new FieldErrors();
    ServiceFamilies.check(YAML.readTree(spec), MissingNode.getInstance(), errors);
    return errors.all().stream().map(Object::toString).toList();
  }
}
