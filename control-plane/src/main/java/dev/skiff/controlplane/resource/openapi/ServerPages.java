package dev.skiff.controlplane.resource.openapi;

import dev.skiff.controlplane.resource.ResourceType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What can be read that is no resource: discovery, the server's version, the keys of its tokens.
 */
final class ServerPages {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String AVAILABLE = "get available API versions";

  private ServerPages() {}

  /** The pages by the paths of their documents, for example {@code apis/apps}. */
  static Map<String, Operation> of(Collection<ResourceType> types) {
    Map<String, Operation> pages = new TreeMap<>();
    put(
        pages,
        ".well-known/openid-configuration",
        "getServiceAccountIssuerOpenIDConfiguration",
        "WellKnown",
        "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'",
        List.of(),
        MediaTypes.JSON,
        Operation.TEXT);
    put(
        pages,
        "openid/v1/jwks",
        "getServiceAccountIssuerOpenIDKeyset",
        "openid",
        "get service account issuer OpenID JSON Web Key Set (contains public token verification"
            + " keys)",
        List.of(),
        List.of("application/jwk-set+json"),
        Operation.TEXT);
    put(
        pages,
        "version",
        "getCodeVersion",
        "version",
        "get the version information for this server",
        MediaTypes.JSON,
        MediaTypes.JSON,
        "io.k8s.apimachinery.pkg.version.Info");
    discovery(pages, "api", "getCoreAPIVersions", "core", AVAILABLE, "APIVersions");
    discovery(pages, "apis", "getAPIVersions", "apis", AVAILABLE, "APIGroupList");
    for (ResourceType type : types) {
      // Groups of custom resources have documents of their versions only, as upstream.
      if (type.custom() || type.group().isEmpty()) continue;
      discovery(
          pages,
          "apis/" + type.group(),
          OperationNames.id("get", type.group(), "", "APIGroup"),
          OperationNames.tag(type.group(), ""),
          "get information of a group",
          "APIGroup");
    }
    return pages;
  }

  /** The list of a version's resources. */
  static Operation resources(ResourceType type) {
    Map<String, Operation> pages = new TreeMap<>();
    discovery(
        pages,
        path(type),
        OperationNames.id("get", type.group(), type.version(), "APIResources"),
        OperationNames.tag(type.group(), type.version()),
        "get available resources",
        "APIResourceList");
    return pages.get(path(type));
  }

  /** The path of a version's document. */
  static String path(ResourceType type) {
    return (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
  }

  private static void discovery(
      Map<String, Operation> pages,
      String path,
      String id,
      String tag,
      String description,
      String kind) {
    put(pages, path, id, tag, description, MediaTypes.OBJECTS, MediaTypes.OBJECTS, META + kind);
  }

  private static void put(
      Map<String, Operation> pages,
      String path,
      String id,
      String tag,
      String description,
      List<String> consumes,
      List<String> produces,
      String answer) {
    pages.put(
        path,
        new Operation(
            "/" + path + "/",
            "get",
            id,
            tag,
            description,
            null,
            null,
            consumes,
            produces,
            List.of(),
            null,
            Map.of("200", answer)));
  }
}
