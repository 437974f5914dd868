package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;

/** What the rules of a FlowSchema match, and how a priority level deals requests to queues. */
final class FlowRules {
  private static final int MOST_BITS = 60;

  private FlowRules() {}

  /** Namespaces of a rule about resources. */
  static void namespaces(String field, JsonNode namespaces, FieldErrors errors) {
    if (hasAll(namespaces)) return;
    for (int i = 0; i < namespaces.size(); i++) {
      String name = namespaces.get(i).asText("");
      for (String wrong : Names.check(Names.Rule.NAMESPACE, name)) {
        String intro = "each member of this list must be '*' or a DNS-1123 label; ";
        errors.invalid(field + "[" + i + "]", name, intro + wrong);
      }
    }
  }

  /** Paths of a rule about other URLs than those of resources. */
  static void paths(String field, JsonNode paths, FieldErrors errors) {
    if (hasAll(paths)) return;
    for (int i = 0; i < paths.size(); i++) {
      String path = paths.get(i).asText("");
      String wrong = problem(path);
      if (!wrong.isEmpty()) errors.invalid(field + "[" + i + "]", path, wrong);
    }
  }

  private static String problem(String path) {
    if (path.isEmpty()) return "must not be empty";
    if (!path.startsWith("/")) return "must start with slash";
    if (path.contains(" ")) return "must not contain white-space";
    if (path.contains("//")) return "must not contain double slash";
    int star = path.indexOf('*');
    boolean last = star == path.length() - 1 && path.endsWith("/*");
    return star < 0 || last ? "" : "wildcard can only do suffix matching";
  }

  /** How many queues are chosen for a flow: a hash of a request must suffice for the choice. */
  static void hand(String field, JsonNode queuing, FieldErrors errors) {
    long queues = queuing.path("queues").asLong();
    long hand = queuing.path("handSize").asLong();
    if (hand <= 0 || hand > queues) return;
    double bits = Math.ceil(Math.log(queues) / Math.log(2) * hand);
    if (bits <= MOST_BITS) return;
    errors.invalid(
        field + ".handSize",
        hand,
        "required entropy bits of deckSize %d and handSize %d should not be greater than %d"
            .formatted(queues, hand, MOST_BITS));
  }

  private static boolean hasAll(JsonNode list) {
    for (JsonNode one : list) if (one.asText("").equals("*")) return true;
    return false;
  }
}
