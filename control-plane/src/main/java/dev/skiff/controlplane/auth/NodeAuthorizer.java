package dev.skiff.controlplane.auth;

import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * What a node agent may do: read what Pods on its node refer to, its own Node, Lease and CSINode,
 * and what every agent has to.
 */
@Singleton
@Typed(NodeAuthorizer.class)
public final class NodeAuthorizer implements Authorizer {
  private static final Set<String> READ = Set.of("get", "list", "watch");
  private static final Set<String> LEASE_VERBS =
      Set.of("get", "create", "update", "patch", "delete");
  private static final String NO_RELATION =
      "no relationship found between node '%s' and this object";

  private final NodeGraph graph;

  NodeAuthorizer(NodeGraph graph) {
    this.graph = graph;
  }

  @Override
  public Decision authorize(Attributes asked) {
    var identity = NodeIdentity.of(asked.user());
    if (identity.isEmpty()) return noOpinion("");
    String node = identity.get();
    if (asked.resourceRequest()) {
      switch (asked.group() + "/" + asked.resource()) {
        case "/secrets", "/configmaps" -> {
          return asked.subresource().isEmpty() ? related(asked, node, READ) : noOpinion("");
        }
        case "/persistentvolumeclaims" -> {
          return asked.subresource().equals("status")
              ? related(asked, node, Set.of("get", "update", "patch"))
              : related(asked, node, Set.of("get"));
        }
        case "resource.k8s.io/resourceclaims" -> {
          return related(asked, node, Set.of("get"));
        }
        case "/persistentvolumes" -> {
          boolean allowed =
              asked.verb().equals("get")
                  && asked.subresource().isEmpty()
                  && graph.needsVolume(node, asked.name());
          return allowed ? allow() : noOpinion(NO_RELATION.formatted(node));
        }
        case "/serviceaccounts" -> {
          return asked.subresource().equals("token")
              ? related(asked, node, Set.of("create"))
              : related(asked, node, Set.of("get"));
        }
        case "coordination.k8s.io/leases" -> {
          return lease(asked, node);
        }
        case "storage.k8s.io/csinodes" -> {
          return own(asked, node, LEASE_VERBS);
        }
        case "/nodes" -> {
          boolean changes = asked.verb().equals("update") || asked.verb().equals("patch");
          if (changes && !asked.name().isEmpty() && !asked.name().equals(node)) {
            return noOpinion("node '%s' cannot modify node '%s'".formatted(node, asked.name()));
          }
        }
        default -> {}
      }
    }
    return NodeRules.ALL.stream().anyMatch(rule -> rule.allows(asked)) ? allow() : noOpinion("");
  }

  /** The object must be named and needed by a Pod on the node. */
  private Decision related(Attributes asked, String node, Set<String> verbs) {
    if (!verbs.contains(asked.verb())) {
      return noOpinion("can not %s resources of this type".formatted(asked.verb()));
    }
    if (asked.name().isEmpty()) return noOpinion("No Object name found");
    return graph.needs(node, asked.resource(), asked.namespace(), asked.name())
        ? allow()
        : noOpinion(NO_RELATION.formatted(node));
  }

  private static Decision lease(Attributes asked, String node) {
    if (!asked.namespace().equals("kube-node-lease")) {
      return noOpinion("can only access leases in the \"kube-node-lease\" system namespace");
    }
    return own(asked, node, LEASE_VERBS);
  }

  /** The object must bear the node's name, unless it is created. */
  private static Decision own(Attributes asked, String node, Set<String> verbs) {
    if (!verbs.contains(asked.verb()) || !asked.subresource().isEmpty()) {
      return noOpinion("can only get, create, update, patch, or delete a resource of this type");
    }
    boolean mine = asked.name().equals(node) || asked.verb().equals("create");
    return mine ? allow() : noOpinion("can only access an object with the node's own name");
  }

  private static Decision allow() {
    return new Decision(Verdict.ALLOW, "");
  }

  private static Decision noOpinion(String reason) {
    return new Decision(Verdict.NO_OPINION, reason);
  }
}
