package dev.skiff.controlplane.api.patch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Fields that a patch has twice, in the words of upstream's strict decoder. */
final class DuplicateFields {
  private DuplicateFields() {}

  /**
   * @param patch well-formed JSON
   */
  static List<String> of(byte[] patch) throws IOException {
    return UntrustedJson.read(patch, DuplicateFields::of);
  }

  private static List<String> of(JsonParser parser) throws IOException {
    List<String> found = new ArrayList<>();
    Deque<Set<String>> objects = new ArrayDeque<>();
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      switch (token) {
        case START_OBJECT -> objects.push(new HashSet<>());
        case END_OBJECT -> objects.pop();
        case FIELD_NAME -> {
          if (!objects.peek().add(parser.currentName())) {
            found.add("duplicate field \"" + path(parser.getParsingContext()) + "\"");
          }
        }
        default -> {}
      }
    }
    return found;
  }

  private static String path(JsonStreamContext context) {
    if (context.inRoot()) return "";
    String outer = path(context.getParent());
    if (context.inArray()) return outer + "[" + context.getCurrentIndex() + "]";
    return outer.isEmpty() ? context.getCurrentName() : outer + "." + context.getCurrentName();
  }
}
