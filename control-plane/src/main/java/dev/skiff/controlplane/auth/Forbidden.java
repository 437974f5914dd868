package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;

/** Refusals of an authorizer in upstream's words. */
public final class Forbidden {
  private Forbidden() {}

  /** The 403 for a request that was not allowed. */
  public static StatusException of(Authorizer.Attributes attributes, String reason) {
    String message = message(attributes);
    if (!reason.isEmpty()) message += ": " + reason;
    String resource = attributes.resourceRequest() ? attributes.resource() : "";
    return of(attributes.group(), resource, attributes.name(), message);
  }

  /**
   * A 403 about an object.
   *
   * @param resource plural; empty for paths that are no resources
   * @param name may be empty
   */
  public static StatusException of(String group, String resource, String name, String why) {
    String qualified = group.isEmpty() ? resource : resource + "." + group;
    String message;
    if (resource.isEmpty()) message = "forbidden: " + why;
    else if (name.isEmpty()) message = qualified + " is forbidden: " + why;
    else message = qualified + " \"" + name + "\" is forbidden: " + why;
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    if (!name.isEmpty()) details.put("name", name);
    if (!group.isEmpty()) details.put("group", group);
    if (!resource.isEmpty()) details.put("kind", resource);
    return new StatusException(403, "Forbidden", message, details);
  }

  private static String message(Authorizer.Attributes asked) {
    String user = escape(asked.user().name());
    if (!asked.resourceRequest()) {
      return "User \"%s\" cannot %s path \"%s\""
          .formatted(user, escape(asked.verb()), escape(asked.path()));
    }
    String resource =
        asked.subresource().isEmpty()
            ? asked.resource()
            : asked.resource() + "/" + asked.subresource();
    String where =
        asked.namespace().isEmpty()
            ? "at the cluster scope"
            : "in the namespace \"%s\"".formatted(escape(asked.namespace()));
    return "User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s"
        .formatted(user, escape(asked.verb()), escape(resource), escape(asked.group()), where);
  }

  /** The message may be shown in a browser. */
  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
