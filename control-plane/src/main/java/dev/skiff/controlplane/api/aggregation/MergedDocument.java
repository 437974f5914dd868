package dev.skiff.controlplane.api.aggregation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.resource.openapi.OpenApi;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A document of this server with what those of others add. It is made anew when one of them has
 * changed, not for each request.
 */
final class MergedDocument {
  private final Addition addition;
  private Kept kept;

  MergedDocument(Addition addition) {
    this.addition = addition;
  }

  /** How a document is added. */
  interface Addition {
    void add(ObjectNode all, Part part);
  }

  /** A document of another server. */
  record Part(ApiService service, OpenApi.Document document) {
    private String name() {
      return service.groupVersion() + " " + document.hash();
    }
  }

  /**
   * @param of the hashes of what it was made of, and whose they are
   */
  private record Kept(List<String> of, OpenApi.Document document) {}

  /** The document of all; the own one if there is nothing to add. */
  synchronized OpenApi.Document of(OpenApi.Document own, List<Part> parts) {
    if (parts.isEmpty()) {
      kept = null;
      return own;
    }
    List<String> of = Stream.concat(Stream.of(own.hash()), parts.stream().map(Part::name)).toList();
    if (kept == null || !Objects.equals(kept.of(), of)) {
      ObjectNode all = ObjectBytes.parse(own.json());
      parts.forEach(part -> addition.add(all, part));
      kept = new Kept(of, OpenApi.Document.of(all));
    }
    return kept.document();
  }
}
