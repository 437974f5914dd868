package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Users as review objects write them. */
final class ReviewedUser {
  private ReviewedUser() {}

  /** Fills a {@code UserInfo}. */
  static void write(ObjectNode target, UserInfo user) {
    target.put("username", user.name());
    if (!user.uid().isEmpty()) target.put("uid", user.uid());
    if (!user.groups().isEmpty()) {
      ArrayNode groups = target.putArray("groups");
      user.groups().forEach(groups::add);
    }
    if (user.extra().isEmpty()) return;
    ObjectNode extra = target.putObject("extra");
    user.extra()
        .forEach(
            (key, values) -> {
              ArrayNode array = extra.putArray(key);
              values.forEach(array::add);
            });
  }

  /** Reads the user of a SubjectAccessReview's spec. */
  static UserInfo read(JsonNode spec) {
    Map<String, List<String>> extra = new LinkedHashMap<>();
    spec.path("extra").properties().forEach(e -> extra.put(e.getKey(), strings(e.getValue())));
    return new UserInfo(
        spec.path("user").asText(), spec.path("uid").asText(), strings(spec.path("groups")), extra);
  }

  static List<String> strings(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asText()));
    return values;
  }
}
