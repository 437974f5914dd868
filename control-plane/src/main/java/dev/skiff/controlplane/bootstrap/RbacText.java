package dev.skiff.controlplane.bootstrap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Reads roles and bindings from the form that {@code rbac.txt} explains. */
final class RbacText {
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final String AGGREGATE = GROUP + "/aggregate-to-";

  private final List<ObjectNode> objects = new ArrayList<>();
  private ArrayNode rules;

  private RbacText() {}

  /**
   * The objects in their order.
   *
   * @throws IllegalArgumentException naming the line that is not understood
   */
  static List<ObjectNode> parse(String text) {
    RbacText reader = new RbacText();
    for (String line : text.replaceAll("\\\\\\n\\s*", "").split("\n")) {
      if (line.isBlank() || line.startsWith("#")) continue;
      if (line.startsWith("  ")) reader.rule(line.strip());
      else reader.head(line.strip().split("\\s+"));
    }
    return reader.objects;
  }

  private void head(String[] words) {
    switch (words[0]) {
      case "clusterrole" -> clusterRole(words);
      case "controller" -> {
        String name = "system:controller:" + words[1];
        rules = object("ClusterRole", "", name).putArray("rules");
        bind(name, "clusterrole:" + name, List.of("serviceaccount:kube-system/" + words[1]));
      }
      case "role" -> {
        int slash = words[1].indexOf('/');
        rules =
            object("Role", words[1].substring(0, slash), words[1].substring(slash + 1))
                .putArray("rules");
      }
      case "bind" -> bind(words[1], words[2], List.of(words).subList(3, words.length));
      default -> throw new IllegalArgumentException(String.join(" ", words));
    }
  }

  private void clusterRole(String[] words) {
    ObjectNode role = object("ClusterRole", "", words[1]);
    for (String word : List.of(words).subList(2, words.length)) {
      String target = AGGREGATE + word.substring(word.indexOf(':') + 1);
      if (word.startsWith("part-of:")) {
        ((ObjectNode) role.path("metadata").path("labels")).put(target, "true");
      } else if (word.startsWith("sum-of:")) {
        role.putObject("aggregationRule")
            .putArray("clusterRoleSelectors")
            .addObject()
            .putObject("matchLabels")
            .put(target, "true");
      } else {
        throw new IllegalArgumentException(word);
      }
    }
    rules = role.putArray("rules");
  }

  private void rule(String line) {
    String[] parts = line.split("\\s*\\|\\s*");
    ObjectNode rule = rules.addObject();
    strings(rule.putArray("verbs"), parts[0]);
    if (parts.length == 2) {
      strings(rule.putArray("nonResourceURLs"), parts[1]);
      return;
    }
    strings(rule.putArray("apiGroups"), parts[2]);
    strings(rule.putArray("resources"), parts[1]);
    if (parts.length > 3) strings(rule.putArray("resourceNames"), parts[3]);
  }

  private void bind(String target, String role, List<String> subjects) {
    int slash = target.indexOf('/');
    ObjectNode binding =
        slash < 0
            ? object("ClusterRoleBinding", "", target)
            : object("RoleBinding", target.substring(0, slash), target.substring(slash + 1));
    int colon = role.indexOf(':');
    binding
        .putObject("roleRef")
        .put("apiGroup", GROUP)
        .put("kind", role.substring(0, colon).equals("role") ? "Role" : "ClusterRole")
        .put("name", role.substring(colon + 1));
    if (subjects.isEmpty()) return;
    ArrayNode list = binding.putArray("subjects");
    for (String subject : subjects) subject(list.addObject(), subject);
  }

  private static void subject(ObjectNode subject, String text) {
    String name = text.substring(text.indexOf(':') + 1);
    switch (text.substring(0, text.indexOf(':'))) {
      case "group" -> subject.put("apiGroup", GROUP).put("kind", "Group").put("name", name);
      case "user" -> subject.put("apiGroup", GROUP).put("kind", "User").put("name", name);
      case "serviceaccount" ->
          subject
              .put("kind", "ServiceAccount")
              .put("name", name.substring(name.indexOf('/') + 1))
              .put("namespace", name.substring(0, name.indexOf('/')));
      default -> throw new IllegalArgumentException(text);
    }
  }

  private ObjectNode object(String kind, String namespace, String name) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", GROUP + "/v1").put("kind", kind);
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    if (!namespace.isEmpty()) metadata.put("namespace", namespace);
    metadata.putObject("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
    metadata.putObject("annotations").put("rbac.authorization.kubernetes.io/autoupdate", "true");
    objects.add(object);
    return object;
  }

  private static void strings(ArrayNode array, String words) {
    for (String word : words.split("\\s+")) array.add(word.equals("core") ? "" : word);
  }
}
