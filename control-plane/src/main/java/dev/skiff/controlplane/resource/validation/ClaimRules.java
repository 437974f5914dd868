package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** The ResourceClaims of a Pod, and which of them its containers use. */
final class ClaimRules {
  private final FieldErrors errors;
  private final Set<String> names = new TreeSet<>();

  ClaimRules(FieldErrors errors) {
    this.errors = errors;
  }

  /** The Pod's claims; to be called before those of containers are looked at. */
  void ofPod(String list, JsonNode claims, boolean mirror) {
    for (JsonNode claim : claims) {
      String name = claim.path("name").asText("");
      if (mirror && !name.isEmpty()) names.add(name);
      if (mirror) errors.forbidden("[]", "static pods do not support resource claims");
    }
    if (mirror) return;
    for (int i = 0; i < claims.size(); i++) {
      JsonNode claim = claims.get(i);
      String field = list + "[" + i + "]";
      String name = claim.path("name").asText("");
      if (name.isEmpty()) {
        errors.required(field + ".name");
      } else if (!names.add(name)) {
        errors.duplicate(field + ".name", name);
      } else {
        Names.label(name).forEach(wrong -> errors.invalid(field + ".name", name, wrong));
      }
      boolean named = claim.has("resourceClaimName");
      boolean template = claim.has("resourceClaimTemplateName");
      if (named && template) {
        errors.invalid(
            field,
            claim,
            "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
      } else if (!named && !template) {
        errors.invalid(
            field, claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
      }
      subdomain(field, claim, "resourceClaimName");
      subdomain(field, claim, "resourceClaimTemplateName");
    }
  }

  private void subdomain(String claim, JsonNode object, String name) {
    if (!object.has(name)) return;
    String field = claim + "." + name;
    String text = object.path(name).asText("");
    Names.subdomain(text).forEach(wrong -> errors.invalid(field, text, wrong));
  }

  /** What a container, or the Pod as a whole, uses. */
  void used(String list, JsonNode claims) {
    Set<String> used = new HashSet<>();
    for (int i = 0; i < claims.size(); i++) {
      String field = list + "[" + i + "]";
      String name = claims.get(i).path("name").asText("");
      if (name.isEmpty()) {
        errors.required(field);
        continue;
      }
      use(field, name, claims.get(i).path("request").asText(""), used);
      if (names.contains(name)) continue;
      errors.add(
          new FieldError(
              FieldError.Type.NOT_FOUND,
              field,
              JsonNodeFactory.instance.textNode(name),
              "must be one of the names in pod.spec.resourceClaims"
                  + (names.isEmpty() ? " which is empty" : ": " + String.join(", ", names))));
    }
  }

  private void use(String field, String name, String request, Set<String> used) {
    if (used.contains(name)) {
      errors.duplicate(field, name);
      return;
    }
    String key = request.isEmpty() ? name : name + "/" + request;
    if (!request.isEmpty()) {
      Names.label(request).forEach(w -> errors.invalid(field + ".request", request, w));
    }
    if (used.contains(key)) {
      errors.duplicate(field, key);
    } else if (request.isEmpty() && used.stream().anyMatch(one -> one.startsWith(name + "/"))) {
      errors.duplicate(field, name);
    }
    used.add(key);
  }
}
