package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.BuiltInTypes;
import dev.skiff.controlplane.resource.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The OpenAPI v3 documents about what is no resource: discovery, the server's version, the keys of
 * its tokens.
 */
final class DiscoveryDocument {
  private static final String PREFIX = "#/components/schemas/";
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String AVAILABLE = "get available API versions";
  private static final String OWN_GROUPS = ".k8s.io";
  private static final String APIS = "apis/";

  /**
   * What may be read at a path.
   *
   * @param kind of the answer, in the group meta; empty for plain JSON
   */
  private record Page(String tag, String description, String operation, String kind) {}

  private static final Map<String, Page> PAGES = new LinkedHashMap<>();

  static {
    PAGES.put(
        ".well-known/openid-configuration",
        new Page(
            "WellKnown",
            "get service account issuer OpenID configuration, also known as the 'OIDC discovery"
                + " doc'",
            "getServiceAccountIssuerOpenIDConfiguration",
            ""));
    PAGES.put("api", new Page("core", AVAILABLE, "getCoreAPIVersions", "APIVersions"));
    PAGES.put("apis", new Page("apis", AVAILABLE, "getAPIVersions", "APIGroupList"));
    PAGES.put(
        "openid/v1/jwks",
        new Page(
            "openid",
            "get service account issuer OpenID JSON Web Key Set (contains public token"
                + " verification keys)",
            "getServiceAccountIssuerOpenIDKeyset",
            ""));
    PAGES.put(
        "version",
        new Page("version", "get the version information for this server", "getCodeVersion", ""));
  }

  private DiscoveryDocument() {}

  /** The paths that are the same on all servers. */
  static Set<String> paths() {
    return PAGES.keySet();
  }

  /** The path of the document about a group. */
  static String ofGroup(String group) {
    return APIS + group;
  }

  /**
   * A document.
   *
   * @param path one of {@link #paths}, or that of a group
   */
  static ObjectNode build(String path, BuiltInTypes builtIn) {
    Page page = PAGES.containsKey(path) ? PAGES.get(path) : group(path.substring(APIS.length()));
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Kubernetes").put("version", "v1.35.0");
    ObjectNode get = document.putObject("paths").putObject("/" + path + "/").putObject("get");
    get.putArray("tags").add(page.tag());
    get.put("description", page.description()).put("operationId", page.operation());
    ObjectNode responses = get.putObject("responses");
    ObjectNode content = responses.putObject("200").put("description", "OK").putObject("content");
    responses.putObject("401").put("description", "Unauthorized");
    Schema schema = builtIn.definition(META + page.kind()).orElse(null);
    if (schema == null) {
      content.putObject("application/json").putObject("schema").put("type", "object");
      return document;
    }
    for (String type : List.of("application/json", "application/yaml")) {
      content.putObject(type).putObject("schema").put("$ref", PREFIX + schema.name());
    }
    SchemaWriter writer = new SchemaWriter(PREFIX, true);
    writer.reference(schema);
    ObjectNode schemas = document.putObject("components").putObject("schemas");
    schemas.setAll(new Components(writer, builtIn, List.of()).definitions());
    return document;
  }

  private static Page group(String group) {
    String plain =
        group.endsWith(OWN_GROUPS)
            ? group.substring(0, group.length() - OWN_GROUPS.length())
            : group;
    StringBuilder tag = new StringBuilder();
    for (String label : plain.split("\\.")) {
      tag.append(tag.isEmpty() ? label : capital(label));
    }
    String operation = "get" + capital(tag.toString()) + "APIGroup";
    return new Page(tag.toString(), "get information of a group", operation, "APIGroup");
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
