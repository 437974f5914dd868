package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;

/** Where a webhook may be: a {@code clientConfig} of admission or conversion. */
public final class WebhookClientRules {
  private static final String FORMAT = "; desired format: https://host[/path]";

  private WebhookClientRules() {}

  /** Checks a clientConfig, which names a URL or a Service. */
  public static void check(String field, JsonNode config, FieldErrors errors) {
    if (config.hasNonNull("url") == config.hasNonNull("service")) {
      errors.required(field, "exactly one of url or service is required");
    } else if (config.hasNonNull("url")) {
      url(field + ".url", config.path("url").asText(), errors);
    } else {
      service(field + ".service", config.path("service"), errors);
    }
  }

  private static void url(String field, String text, FieldErrors errors) {
    GoUrl url;
    try {
      url = GoUrl.parse(text);
    } catch (GoUrl.Malformed malformed) {
      errors.required(field, "url must be a valid URL: " + malformed.getMessage() + FORMAT);
      return;
    }
    if (!url.scheme().equals("https")) {
      errors.invalid(field, url.scheme(), "'https' is the only allowed URL scheme" + FORMAT);
    }
    if (url.host().isEmpty()) errors.invalid(field, "", "host must be specified" + FORMAT);
    if (url.user() != null) {
      errors.invalid(field, url.user(), "user information is not permitted in the URL");
    }
    if (!url.fragment().isEmpty()) {
      errors.invalid(field, url.fragment(), "fragments are not permitted in the URL");
    }
    if (!url.query().isEmpty()) {
      errors.invalid(field, url.query(), "query parameters are not permitted in the URL");
    }
  }

  private static void service(String field, JsonNode service, FieldErrors errors) {
    for (String name : new String[] {"name", "namespace"}) {
      if (service.path(name).asText("").isEmpty()) errors.required(field + "." + name);
    }
    JsonNode port = service.path("port");
    if (port.isNumber() && (port.asLong() < 1 || port.asLong() > 65535)) {
      errors.invalid(
          field + ".port", port, "port is not valid: must be between 1 and 65535, inclusive");
    }
    if (service.hasNonNull("path")) path(field + ".path", service.path("path").asText(), errors);
  }

  private static void path(String field, String path, FieldErrors errors) {
    if (path.isEmpty() || path.equals("/")) return;
    if (!path.startsWith("/")) errors.invalid(field, path, "must start with a '/'");
    String[] segments = path.substring(1).split("/", -1);
    // A slash at the end is nothing more.
    int count = path.endsWith("/") ? segments.length - 1 : segments.length;
    for (int i = 0; i < count; i++) {
      String segment = segments[i];
      if (segment.isEmpty()) {
        errors.invalid(field, path, "segment[" + i + "] may not be empty");
        continue;
      }
      String at = "segment[" + i + "]: ";
      Names.subdomain(segment).forEach(one -> errors.invalid(field, path, at + one));
    }
  }
}
