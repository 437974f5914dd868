package dev.skiff.controlplane.auth;

import dev.skiff.controlplane.informer.ClusterState;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * What a node agent may do: read the Pods on its node and what they refer to, its own Node, Lease
 * and CSINode, and what every agent has to.
 */
@Singleton
@Typed(NodeAuthorizer.class)
public final class NodeAuthorizer implements Authorizer {
  private static final Set<String> READ = Set.of("get", "list", "watch");
  private static final Set<String> LEASE_VERBS =
      Set.of("get", "create", "update", "patch", "delete");
  private static final String NO_RELATION =
      "no relationship found between node '%s' and this object";

  private static final String NO_NAME = "No Object name found";
  private static final String PODS = "can only list/watch pods with spec.nodeName field selector";
  private static final String SLICES =
      "can only list/watch/deletecollection resourceslices with nodeName field selector";

  private static final Set<String> GET = Set.of("get");
  private static final String ONE_BY_ONE = "can only get individual resources of this type";
  private static final String TOKENS = "can only create tokens for individual service accounts";

  private final NodeGraph graph;
  private final ClusterState state;

  NodeAuthorizer(NodeGraph graph, ClusterState state) {
    this.graph = graph;
    this.state = state;
  }

  @Override
  public Decision authorize(Attributes asked) {
    var identity = NodeIdentity.of(asked.user());
    if (identity.isEmpty()) return noOpinion("");
    String node = identity.get();
    if (node.isEmpty()) {
      return noOpinion("unknown node for user \"%s\"".formatted(asked.user().name()));
    }
    if (asked.resourceRequest()) {
      switch (asked.group() + "/" + asked.resource()) {
        case "/secrets", "/configmaps" -> {
          return related(asked, node, READ, "can only read resources of this type");
        }
        case "/persistentvolumeclaims" -> {
          return asked.subresource().equals("status")
              ? needed(
                  asked, node, Set.of("update", "patch"), "can only get/update/patch this type")
              : related(asked, node, GET, ONE_BY_ONE);
        }
        case "resource.k8s.io/resourceclaims" -> {
          return related(asked, node, GET, ONE_BY_ONE);
        }
        case "/persistentvolumes" -> {
          if (!asked.verb().equals("get")) return noOpinion(ONE_BY_ONE);
          if (!asked.subresource().isEmpty()) return noOpinion("cannot get subresource");
          return graph.needsVolume(node, asked.name())
              ? allow()
              : noOpinion(NO_RELATION.formatted(node));
        }
        case "/serviceaccounts" -> {
          boolean reads = asked.verb().equals("get") && asked.subresource().isEmpty();
          if (reads) return related(asked, node, GET, "can only read resources of this type");
          return asked.subresource().equals("token")
              ? needed(asked, node, Set.of("create"), TOKENS)
              : noOpinion(TOKENS);
        }
        case "coordination.k8s.io/leases" -> {
          return lease(asked, node);
        }
        case "storage.k8s.io/csinodes" -> {
          return own(asked, node, "CSINode", "a CSINode");
        }
        case "storage.k8s.io/volumeattachments" -> {
          if (!GET.contains(asked.verb())) return noOpinion(ONE_BY_ONE);
          if (!asked.subresource().isEmpty()) return noOpinion("cannot get subresource");
          return placed(asked, node);
        }
        case "resource.k8s.io/resourceslices" -> {
          if (!asked.subresource().isEmpty())
            return noOpinion("cannot authorize ResourceSlice subresources");
          return switch (asked.verb()) {
            case "get", "update", "patch", "delete" -> placed(asked, node);
            case "list", "watch", "deletecollection" -> selected(asked, node, SLICES);
            default -> byRule(asked);
          };
        }
        case "/pods" -> {
          if (!asked.subresource().isEmpty() || !READ.contains(asked.verb())) return byRule(asked);
          boolean one = asked.verb().equals("get") || !asked.name().isEmpty();
          return one ? placed(asked, node) : selected(asked, node, PODS);
        }
        case "/nodes" -> {
          if (!asked.subresource().isEmpty() || !READ.contains(asked.verb())) return byRule(asked);
          if (asked.name().equals(node)) return allow();
          return noOpinion(
              asked.name().isEmpty()
                  ? "node '%s' cannot read all nodes, only its own Node object".formatted(node)
                  : "node '%s' cannot read '%s', only its own Node object"
                      .formatted(node, asked.name()));
        }
        default -> {}
      }
    }
    return byRule(asked);
  }

  private static Decision byRule(Attributes asked) {
    return NodeRules.ALL.stream().anyMatch(rule -> rule.allows(asked)) ? allow() : noOpinion("");
  }

  /** The object must be named and lie on the node. */
  private Decision placed(Attributes asked, String node) {
    if (asked.name().isEmpty()) return noOpinion(NO_NAME);
    String resource =
        asked.group().isEmpty() ? asked.resource() : asked.resource() + "." + asked.group();
    String placement =
        state
            .get(resource, asked.namespace(), asked.name())
            .map(object -> object.path("spec").path("nodeName").asText())
            .orElse("");
    return placement.equals(node) ? allow() : noOpinion(NO_RELATION.formatted(node));
  }

  /** Only what lies on the node must be asked for (KEP-4601). */
  private static Decision selected(Attributes asked, String node, String otherwise) {
    boolean own = asked.fieldSelector().exact("spec.nodeName").equals(node);
    return own ? allow() : noOpinion(otherwise);
  }

  /** As {@link #needed}, and it is the object itself. */
  private Decision related(Attributes asked, String node, Set<String> verbs, String otherVerb) {
    if (verbs.contains(asked.verb()) && !asked.subresource().isEmpty()) {
      return noOpinion(verbs.equals(GET) ? "cannot get subresource" : "cannot read subresource");
    }
    return needed(asked, node, verbs, otherVerb);
  }

  /** The object must be named and needed by a Pod on the node. */
  private Decision needed(Attributes asked, String node, Set<String> verbs, String otherVerb) {
    if (!verbs.contains(asked.verb())) return noOpinion(otherVerb);
    if (asked.name().isEmpty()) return noOpinion(NO_NAME);
    return graph.needs(node, asked.resource(), asked.namespace(), asked.name())
        ? allow()
        : noOpinion(NO_RELATION.formatted(node));
  }

  private static Decision lease(Attributes asked, String node) {
    if (!LEASE_VERBS.contains(asked.verb())) return own(asked, node, "node lease", "a node lease");
    if (!asked.namespace().equals("kube-node-lease")) {
      return noOpinion("can only access leases in the \"kube-node-lease\" system namespace");
    }
    return own(asked, node, "node lease", "a node lease");
  }

  /** The object must bear the node's name, unless it is created. */
  private static Decision own(Attributes asked, String node, String what, String one) {
    if (!LEASE_VERBS.contains(asked.verb())) {
      return noOpinion("can only get, create, update, patch, or delete " + one);
    }
    if (!asked.subresource().isEmpty()) {
      return noOpinion("cannot authorize %s subresources".formatted(what));
    }
    boolean mine = asked.name().equals(node) || asked.verb().equals("create");
    return mine
        ? allow()
        : noOpinion("can only access %s with the same name as the requesting node".formatted(what));
  }

  private static Decision allow() {
    return new Decision(Verdict.ALLOW, "");
  }

  private static Decision noOpinion(String reason) {
    return new Decision(Verdict.NO_OPINION, reason);
  }
}
