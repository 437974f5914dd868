package dev.skiff.controlplane.resource;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A resource as data: everything that the API server needs to serve a kind. Built-in types are read
 * at build time from published jars, custom resources at run time from their definitions; both
 * travel the same road.
 *
 * @param group API group, empty for core
 * @param version API version
 * @param kind for example Deployment
 * @param listKind kind of a list of these: mostly the kind with {@code List}
 * @param plural the resource's name in paths
 * @param singular for kubectl
 * @param shortNames for kubectl
 * @param categories for kubectl, such as {@code all}
 * @param namespaced whether objects live in namespaces
 * @param verbs what may be done: create, get, list, watch, update, patch, delete, deletecollection
 * @param subresources served below an object: status, scale, log ...
 * @param schema shape of an object
 * @param columns printer columns of {@code kubectl get}; the name column included
 * @param selectableFields paths that field selectors may name beside metadata.name and
 *     metadata.namespace, for example {@code spec.nodeName}
 * @param storageVersion the version in which objects of this group resource are stored
 * @param storageGroup the group under which they are stored; another than {@code group} only where
 *     two groups serve the same objects (events)
 * @param custom true if it comes from a CustomResourceDefinition
 * @param converter how objects of a custom resource come into its other versions
 * @param schemaRevision objects stored before this revision may not be as the schema has it: they
 *     are pruned and get their defaults when they are read; 0 for built-in types
 * @param removal what upstream has put in the place of this version; null if it serves it still
 * @param deprecation what clients of a custom resource's version are told; null if nothing
 */
public record ResourceType(
    String group,
    String version,
    String kind,
    String listKind,
    String plural,
    String singular,
    List<String> shortNames,
    List<String> categories,
    boolean namespaced,
    Set<String> verbs,
    List<Subresource> subresources,
    Schema schema,
    List<PrinterColumn> columns,
    List<String> selectableFields,
    String storageVersion,
    String storageGroup,
    boolean custom,
    VersionConverter converter,
    long schemaRevision,
    Removal removal,
    String deprecation) {

  private static final Set<String> ANSWERED_WITH_OBJECT =
      Set.of(
          "pods",
          "podtemplates",
          "persistentvolumes",
          "persistentvolumeclaims",
          "resourcequotas",
          "serviceaccounts",
          "services",
          "storageclasses.storage.k8s.io",
          "volumeattachments.storage.k8s.io",
          "csinodes.storage.k8s.io",
          "csidrivers.storage.k8s.io",
          "volumeattributesclasses.storage.k8s.io",
          "deviceclasses.resource.k8s.io",
          "resourceclaims.resource.k8s.io",
          "resourceclaimtemplates.resource.k8s.io",
          "resourceslices.resource.k8s.io");

  /** A type whose versions, if there are several, have one shape. */
  public ResourceType(
      String group,
      String version,
      String kind,
      String plural,
      String singular,
      List<String> shortNames,
      List<String> categories,
      boolean namespaced,
      Set<String> verbs,
      List<Subresource> subresources,
      Schema schema,
      List<PrinterColumn> columns,
      List<String> selectableFields,
      String storageVersion,
      String storageGroup,
      boolean custom) {
    this(
        group,
        version,
        kind,
        kind + "List",
        plural,
        singular,
        shortNames,
        categories,
        namespaced,
        verbs,
        subresources,
        schema,
        columns,
        selectableFields,
        storageVersion,
        storageGroup,
        custom,
        VersionConverter.NONE,
        0,
        null,
        null);
  }

  /** The same with a schema that came with a revision. */
  public ResourceType withSchemaRevision(long revision) {
    return new ResourceType(
        group,
        version,
        kind,
        listKind,
        plural,
        singular,
        shortNames,
        categories,
        namespaced,
        verbs,
        subresources,
        schema,
        columns,
        selectableFields,
        storageVersion,
        storageGroup,
        custom,
        converter,
        revision,
        removal,
        deprecation);
  }

  /**
   * The same resource in a version that upstream has removed.
   *
   * @param schema of that version
   */
  public ResourceType removed(
      String group, String version, List<Subresource> subresources, Schema schema, String warning) {
    return new ResourceType(
        group,
        version,
        kind,
        listKind,
        plural,
        singular,
        List.of(),
        List.of(),
        namespaced,
        verbs,
        subresources,
        schema,
        columns,
        selectableFields,
        storageVersion,
        storageGroup,
        false,
        converter,
        schemaRevision,
        new Removal(this, warning),
        null);
  }

  /** This type, or for a version that upstream has removed its successor. */
  public ResourceType current() {
    return removal == null ? this : removal.successor();
  }

  /** Whether the answer to a deletion is the object's last state, where others give a Status. */
  public boolean answersDeletionWithObject() {
    return ANSWERED_WITH_OBJECT.contains(current().groupResource());
  }

  /** Whether its objects have a form in protocol buffers. */
  public boolean hasProtobuf() {
    return !custom && removal == null;
  }

  /** {@code deployments.apps}, or {@code pods} for the core group: what messages call it. */
  public String groupResource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** The group resource under which objects are stored, in the form of {@link #groupResource}. */
  public String storageResource() {
    return storageGroup.isEmpty() ? plural : plural + "." + storageGroup;
  }

  /** The subresource of this name, if it is served. */
  public Optional<Subresource> subresource(String name) {
    return subresources.stream().filter(candidate -> candidate.name().equals(name)).findFirst();
  }

  /** {@code apps/v1}, or {@code v1} for the core group. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /**
   * That upstream has removed a version, and what has come in its place. Objects are admitted,
   * validated and stored as the successor's.
   *
   * @param successor the resource in a version of today
   * @param warning what clients are told, in upstream's words
   */
  public record Removal(ResourceType successor, String warning) {}

  /**
   * A subresource.
   *
   * @param name for example status
   * @param group group of the kind it takes and gives, for example autoscaling
   * @param version version of that kind
   * @param kind for example Scale
   * @param verbs get, update, patch, create
   * @param counts where a custom resource's scale has its numbers, such as {@code .spec.replicas}
   */
  public record Subresource(
      String name,
      String group,
      String version,
      String kind,
      Set<String> verbs,
      List<String> counts) {

    /** A subresource of a built-in type, or one that counts nothing. */
    public Subresource(String name, String group, String version, String kind, Set<String> verbs) {
      this(name, group, version, kind, verbs, List.of());
    }
  }

  /**
   * A column of a table.
   *
   * @param name heading
   * @param type string, integer, number, boolean or date
   * @param format such as name; may be empty
   * @param description for people
   * @param priority 0 is always shown, others with {@code -o wide}
   * @param jsonPath where a custom resource's value is, for example {@code .spec.replicas}; empty
   *     where a built-in type computes it
   */
  public record PrinterColumn(
      String name, String type, String format, String description, int priority, String jsonPath) {}
}
