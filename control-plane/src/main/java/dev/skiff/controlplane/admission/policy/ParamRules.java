package dev.skiff.controlplane.admission.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.LabelSelectors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.List;
import java.util.Locale;

/** What a policy may say of its parameters' kind, and a binding of its parameters. */
final class ParamRules {
  private static final List<String> NOT_FOUND = List.of("Deny", "Allow");

  private ParamRules() {}

  static void kind(String field, JsonNode paramKind, FieldErrors errors) {
    String apiVersion = paramKind.path("apiVersion").asText("");
    if (apiVersion.isEmpty()) errors.required(field + ".apiVersion");
    else apiVersion(field + ".apiVersion", apiVersion, errors);
    String kind = paramKind.path("kind").asText("");
    if (kind.isEmpty()) {
      errors.required(field + ".kind");
      return;
    }
    List<String> wrong = Names.label1035(kind.toLowerCase(Locale.ROOT));
    if (!wrong.isEmpty()) {
      errors.invalid(
          field + ".kind",
          kind,
          "may have mixed case, but should otherwise match: " + String.join(",", wrong));
    }
  }

  private static void apiVersion(String field, String apiVersion, FieldErrors errors) {
    String[] parts = apiVersion.split("/", -1);
    if (parts.length > 2) {
      errors.invalid(field, apiVersion, "unexpected GroupVersion string: " + apiVersion);
      return;
    }
    String group = parts.length == 2 ? parts[0] : "";
    String version = parts[parts.length - 1];
    List<String> wrong = group.isEmpty() ? List.of() : Names.subdomain(group);
    if (!wrong.isEmpty()) errors.invalid(field, group, String.join(",", wrong));
    if (version.isEmpty()) {
      errors.invalid(field, apiVersion, "version must be specified");
      return;
    }
    wrong = Names.label1035(version);
    if (!wrong.isEmpty()) errors.invalid(field, version, String.join(",", wrong));
  }

  static void reference(String field, JsonNode ref, FieldErrors errors) {
    String name = ref.path("name").asText("");
    boolean selector = ref.hasNonNull("selector");
    String exclusive = "name and selector are mutually exclusive";
    if (!name.isEmpty()) {
      Names.pathSegment(name).forEach(one -> errors.invalid(field + ".name", name, one));
      if (selector) errors.forbidden(field + ".name", exclusive);
    }
    if (selector) {
      LabelSelectors.check(field + ".selector", ref.path("selector"), errors);
      if (!name.isEmpty()) errors.forbidden(field + ".selector", exclusive);
    }
    if (name.isEmpty() && !selector) {
      errors.required(field, "one of name or selector must be specified");
    }
    String action = ref.path("parameterNotFoundAction").asText("");
    if (action.isEmpty()) errors.required(field + ".parameterNotFoundAction");
    else if (!NOT_FOUND.contains(action)) {
      errors.unsupported(field + ".parameterNotFoundAction", action, NOT_FOUND);
    }
  }
}
