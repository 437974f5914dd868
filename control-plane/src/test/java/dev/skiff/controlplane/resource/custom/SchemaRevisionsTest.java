package dev.skiff.controlplane.resource.custom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.ServedTypes;
import dev.skiff.controlplane.resource.VersionConverter;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaRevisionsTest {
  private static final String DEFINITION =
      """
      {"metadata":{"name":"boats.example.com"},
       "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"boats","kind":"Boat"},
        "versions":[{"name":"v1","served":true,"storage":true,
         "schema":{"openAPIV3Schema":{"type":"object"}}}]}}
      """;

  private final SchemaRevisions revisions = new SchemaRevisions();
  private final CustomTypes types =
      new CustomTypes(
          new ServedTypes().find("", "v1", "configmaps").orElseThrow(),
          definition -> VersionConverter.NONE);

  private static ObjectNode definition(long revision) throws Exception {
    ObjectNode definition = (ObjectNode) new ObjectMapper().readTree(DEFINITION);
    definition.withObject("/metadata").put("resourceVersion", Long.toString(revision));
    return definition;
  }

  private List<ResourceType> mark(ObjectNode definition) {
    return revisions.mark(definition, types.of(definition));
  }

  @Test
  void onlyWhatIsServedMakesNewTypes() throws Exception {
    List<ResourceType> first = mark(definition(5));
    ObjectNode status = definition(6);
    status.putObject("status").put("any", "thing");
    assertSame(first.getFirst(), mark(status).getFirst());
    ObjectNode names = definition(7);
    names.withObject("/spec/names").putArray("shortNames").add("bo");
    ResourceType named = mark(names).getFirst();
    assertNotSame(first.getFirst(), named);
    assertEquals(5, named.schemaRevision(), "the schema is as it was");
    revisions.forget("boats.example.com");
    assertEquals(8, mark(definition(8)).getFirst().schemaRevision());
  }
}
