package dev.skiff.controlplane.auth;

import java.util.List;
import java.util.Set;

/** What every node agent may do, whatever runs on its node. */
final class NodeRules {
  static final List<RbacRule> ALL =
      List.of(
          rule("create", "authentication.k8s.io", "tokenreviews"),
          rule("create", "authorization.k8s.io", "subjectaccessreviews localsubjectaccessreviews"),
          rule("get list watch", "", "services"),
          rule("create", "", "nodes"),
          rule("update patch", "", "nodes nodes/status pods/status"),
          rule("create update patch", "", "events"),
          rule("create update patch", "events.k8s.io", "events"),
          rule("create delete", "", "pods"),
          rule("create", "", "pods/eviction"),
          rule("get", "", "endpoints"),
          rule("create get list watch", "certificates.k8s.io", "certificatesigningrequests"),
          rule("get list watch", "storage.k8s.io", "csidrivers"),
          rule("get list watch", "node.k8s.io", "runtimeclasses"),
          rule("create", "resource.k8s.io", "resourceslices"));

  private NodeRules() {}

  private static RbacRule rule(String verbs, String group, String resources) {
    return new RbacRule(
        Set.of(verbs.split(" ")), Set.of(group), Set.of(resources.split(" ")), Set.of(), Set.of());
  }
}
