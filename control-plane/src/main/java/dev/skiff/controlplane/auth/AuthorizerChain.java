package dev.skiff.controlplane.auth;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The authorizer that everybody asks: {@code system:masters}, then nodes, then RBAC. */
@Singleton
public final class AuthorizerChain implements Authorizer {
  private final List<Authorizer> members;

  @Inject
  AuthorizerChain(NodeAuthorizer nodes, RbacAuthorizer rbac) {
    this(List.of(nodes, rbac));
  }

  AuthorizerChain(List<Authorizer> members) {
    this.members = List.copyOf(members);
  }

  @Override
  public Decision authorize(Attributes asked) {
    if (asked.user().groups().contains(UserInfo.MASTERS)) return new Decision(Verdict.ALLOW, "");
    Set<String> reasons = new LinkedHashSet<>();
    for (Authorizer member : members) {
      Decision decision = member.authorize(asked);
      if (decision.verdict() != Verdict.NO_OPINION) return decision;
      if (!decision.reason().isEmpty()) reasons.add(decision.reason());
    }
    return new Decision(Verdict.NO_OPINION, String.join("\n", reasons));
  }

  /**
   * @throws dev.skiff.controlplane.api.StatusException 403 if the user may not
   */
  public void require(Attributes asked) {
    Decision decision = authorize(asked);
    if (!decision.allowed()) throw Forbidden.of(asked, decision.reason());
  }
}
