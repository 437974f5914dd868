package dev.skiff.controlplane.auth.audit;

import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.auth.UserInfo;
import java.util.List;
import java.util.Set;

/**
 * A rule of a policy; empty lists fit everything.
 *
 * @param omitStages those of the policy included
 */
record AuditRule(
    AuditLevel level,
    List<String> users,
    List<String> userGroups,
    List<String> verbs,
    List<Resources> resources,
    List<String> namespaces,
    List<String> nonResourcePaths,
    Set<AuditStage> omitStages,
    boolean omitManagedFields) {

  /**
   * Resources of a group.
   *
   * @param resources {@code pods}, {@code pods/log}, {@code pods/*}, <code>*&#47;scale</code> or
   *     {@code *}; empty for all
   * @param names empty for all
   */
  record Resources(String group, List<String> resources, List<String> names) {
    private boolean fits(RequestInfo info) {
      if (!group.equals(info.group())) return false;
      if (resources.isEmpty()) return true;
      if (!names.isEmpty() && !names.contains(info.name())) return false;
      boolean sub = !info.subresource().isEmpty();
      String combined = sub ? info.resource() + "/" + info.subresource() : info.resource();
      for (String each : resources) {
        if (each.equals("*") || each.equals(combined)) return true;
        if (sub && each.equals("*/" + info.subresource())) return true;
        if (each.equals(info.resource() + "/*")) return true;
      }
      return false;
    }
  }

  /** Whether this is the rule for a request. */
  boolean fits(UserInfo user, RequestInfo info) {
    if (!users.isEmpty() && !users.contains(user.name())) return false;
    if (!userGroups.isEmpty() && user.groups().stream().noneMatch(userGroups::contains)) {
      return false;
    }
    if (!verbs.isEmpty() && !verbs.contains(info.verb())) return false;
    if (!namespaces.isEmpty() || !resources.isEmpty()) return fitsResource(info);
    return nonResourcePaths.isEmpty() || fitsPath(info);
  }

  private boolean fitsResource(RequestInfo info) {
    if (!info.resourceRequest()) return false;
    if (!namespaces.isEmpty() && !namespaces.contains(info.namespace())) return false;
    return resources.isEmpty() || resources.stream().anyMatch(each -> each.fits(info));
  }

  private boolean fitsPath(RequestInfo info) {
    if (info.resourceRequest()) return false;
    for (String each : nonResourcePaths) {
      if (each.equals(info.path())) return true;
      if (each.endsWith("*") && info.path().startsWith(each.substring(0, each.length() - 1))) {
        return true;
      }
    }
    return false;
  }
}
