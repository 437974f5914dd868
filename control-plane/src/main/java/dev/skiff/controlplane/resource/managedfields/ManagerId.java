package dev.skiff.controlplane.resource.managedfields;

/**
 * Who has set fields, and how.
 *
 * @param manager name of the program
 * @param operation Apply or Update
 * @param apiVersion version in which an Update was made; empty for an Apply, of which a manager has
 *     one only
 * @param subresource through which it was made; empty for the object itself
 */
record ManagerId(String manager, String operation, String apiVersion, String subresource) {
  static final String APPLY = "Apply";
  static final String UPDATE = "Update";

  static ManagerId applier(String manager, String subresource) {
    return new ManagerId(manager, APPLY, "", subresource);
  }

  static ManagerId updater(String manager, String apiVersion, String subresource) {
    return new ManagerId(manager, UPDATE, apiVersion, subresource);
  }

  boolean applied() {
    return operation.equals(APPLY);
  }

  /** As messages about conflicts show it. */
  String description() {
    String text = "\"" + manager + "\"";
    if (!subresource.isEmpty()) text += " with subresource \"" + subresource + "\"";
    return applied() ? text : text + " using " + apiVersion;
  }
}
