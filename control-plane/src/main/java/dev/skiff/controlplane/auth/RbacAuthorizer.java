package dev.skiff.controlplane.auth;

import dev.skiff.controlplane.auth.RbacBinding.Subject;
import dev.skiff.controlplane.auth.RbacIndex.Grant;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/** Role-based access control. It allows or has no opinion; it never denies. */
@Singleton
@Typed(RbacAuthorizer.class)
public final class RbacAuthorizer implements Authorizer {
  private final RbacIndex index;

  RbacAuthorizer(RbacIndex index) {
    this.index = index;
  }

  @Override
  public Decision authorize(Attributes asked) {
    Search search = new Search(asked);
    visit(asked.user(), asked.resourceRequest() ? asked.namespace() : "", search);
    if (search.allowedBy != null) return new Decision(Verdict.ALLOW, search.allowedBy);
    String missing =
        search.missing == null ? "" : "RBAC: [" + String.join(", ", search.missing) + "]";
    if (search.missing != null && search.missing.size() == 1) {
      missing = "RBAC: " + search.missing.iterator().next();
    }
    return new Decision(Verdict.NO_OPINION, missing);
  }

  /**
   * All rules that a user has.
   *
   * @param namespace rules of this namespace too; only cluster-wide ones if empty
   */
  List<RbacRule> rules(UserInfo user, String namespace) {
    List<RbacRule> all = new ArrayList<>();
    visit(
        user,
        namespace,
        (grant, rules) -> {
          if (rules != null) all.addAll(rules);
          return true;
        });
    return all;
  }

  /** Rules of a Role or ClusterRole; null if there is none. */
  List<RbacRule> rulesOf(String namespace, boolean clusterRole, String role) {
    return index.rules(clusterRole ? "" : namespace, role);
  }

  /** Shows each binding of the user with its rules, null if its role is missing, until false. */
  private void visit(UserInfo user, String namespace, BiPredicate<Grant, List<RbacRule>> visitor) {
    if (!visitScope(user, "", visitor) || namespace.isEmpty()) return;
    visitScope(user, namespace, visitor);
  }

  private boolean visitScope(
      UserInfo user, String namespace, BiPredicate<Grant, List<RbacRule>> visitor) {
    if (!visitSubject(Subject.userKey(user.name()), namespace, visitor)) return false;
    for (String group : user.groups()) {
      if (!visitSubject(Subject.groupKey(group), namespace, visitor)) return false;
    }
    return true;
  }

  private boolean visitSubject(
      String subject, String namespace, BiPredicate<Grant, List<RbacRule>> visitor) {
    for (Grant grant : index.grants(namespace, subject)) {
      RbacBinding binding = grant.binding();
      if (!visitor.test(grant, rulesOf(namespace, binding.clusterRole(), binding.role()))) {
        return false;
      }
    }
    return true;
  }

  /** Looks for the first rule that allows a request. */
  private static final class Search implements BiPredicate<Grant, List<RbacRule>> {
    private final Attributes asked;
    private String allowedBy;
    private Set<String> missing;

    Search(Attributes asked) {
      this.asked = asked;
    }

    @Override
    public boolean test(Grant grant, List<RbacRule> rules) {
      RbacBinding binding = grant.binding();
      if (rules == null) {
        if (missing == null) missing = new LinkedHashSet<>();
        missing.add(
            "%s.rbac.authorization.k8s.io \"%s\" not found"
                .formatted(binding.clusterRole() ? "clusterrole" : "role", binding.role()));
        return true;
      }
      for (RbacRule rule : rules) {
        if (rule.allows(asked)) {
          allowedBy = grant.reason();
          return false;
        }
      }
      return true;
    }
  }
}
