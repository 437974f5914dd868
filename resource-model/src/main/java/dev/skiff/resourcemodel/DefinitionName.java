package dev.skiff.resourcemodel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns names of model classes into names of OpenAPI definitions. */
final class DefinitionName {
  private static final Pattern CLASS_NAME =
      Pattern.compile(
          "(?:Core|Events|Rbac|Flowcontrol|Authentication|Storage|Discovery|Admissionregistration|Apiextensions|Apiregistration|Resource)?(V\\d+(?:(?:alpha|beta)\\d+)?)([A-Z].*)");
  private static final Pattern META =
      Pattern.compile(
          "ObjectMeta|ListMeta|LabelSelector|LabelSelectorRequirement|Status|StatusDetails|StatusCause|DeleteOptions|Preconditions|OwnerReference|ManagedFieldsEntry|FieldSelectorRequirement|Condition|WatchEvent|APIResource|APIResourceList|APIGroup|APIGroupList|APIVersions|GroupVersionForDiscovery|ServerAddressByClientCIDR");

  /** Definitions of the core group that only other groups refer to. */
  private static final Pattern CORE = Pattern.compile("TopologySelector.*");

  private DefinitionName() {}

  /**
   * The short name of a class' definition, for example core.v1.PodSpec.
   *
   * @param className for example V1PodSpec
   * @param group first label of the group in which it was met
   */
  static String shortName(String className, String group) {
    if (className.equals("VersionInfo")) return "version.Info";
    Matcher matcher = CLASS_NAME.matcher(className);
    if (!matcher.matches()) throw new IllegalArgumentException("not a model: " + className);
    String version = matcher.group(1).toLowerCase();
    String name = matcher.group(2);
    String owner =
        META.matcher(name).matches() ? "meta" : CORE.matcher(name).matches() ? "core" : group;
    return owner + "." + version + "." + name;
  }

  /** The name of a kind without its version and group: V1PodSpec is PodSpec. */
  static String kind(String className) {
    Matcher matcher = CLASS_NAME.matcher(className);
    if (!matcher.matches()) throw new IllegalArgumentException("not a model: " + className);
    return matcher.group(2);
  }

  /** The definition's name in OpenAPI, for example io.k8s.api.core.v1.PodSpec. */
  static String full(String shortName) {
    String group = shortName.substring(0, shortName.indexOf('.'));
    return switch (group) {
          case "meta" -> "io.k8s.apimachinery.pkg.apis.";
          case "api", "runtime", "util", "version" -> "io.k8s.apimachinery.pkg.";
          case "apiextensions" -> "io.k8s.apiextensions-apiserver.pkg.apis.";
          case "apiregistration" -> "io.k8s.kube-aggregator.pkg.apis.";
          default -> "io.k8s.api.";
        }
        + shortName;
  }
}
