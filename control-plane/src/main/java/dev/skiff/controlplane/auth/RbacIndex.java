package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.auth.RbacBinding.Subject;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.informer.ClusterState.Event;
import dev.skiff.controlplane.store.Change;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compiled roles by name, and bindings by namespace and subject, kept by following the four RBAC
 * resources. Reads take no lock.
 */
@Singleton
final class RbacIndex {
  static final String GROUP = "rbac.authorization.k8s.io";

  private final Map<String, List<RbacRule>> roles = new ConcurrentHashMap<>();

  /** Bindings by their namespace (empty for cluster-wide) and name. */
  private final Map<String, RbacBinding> bindings = new ConcurrentHashMap<>();

  /** Bindings by namespace and subject. */
  private final Map<String, List<Grant>> grants = new ConcurrentHashMap<>();

  RbacIndex(ClusterState state) {
    state.follow("clusterroles." + GROUP, this::changeRole);
    state.follow("roles." + GROUP, this::changeRole);
    state.follow("clusterrolebindings." + GROUP, this::changeBinding);
    state.follow("rolebindings." + GROUP, this::changeBinding);
  }

  /** What a subject was given in a namespace, or cluster-wide if that is empty. */
  List<Grant> grants(String namespace, String subjectKey) {
    return grants.getOrDefault(namespace + "|" + subjectKey, List.of());
  }

  /**
   * A role's rules; null if there is no such role.
   *
   * @param namespace empty for a ClusterRole
   */
  List<RbacRule> rules(String namespace, String role) {
    return roles.get(namespace + "/" + role);
  }

  private void changeRole(Event event) {
    String key = key(event.object());
    if (event.type() == Change.Type.DELETED) roles.remove(key);
    else roles.put(key, RbacRule.all(event.object()));
  }

  private synchronized void changeBinding(Event event) {
    String key = key(event.object());
    RbacBinding old = bindings.remove(key);
    if (event.type() != Change.Type.DELETED) {
      RbacBinding binding = RbacBinding.of(event.object());
      bindings.put(key, binding);
      for (Subject subject : binding.subjects()) add(binding, subject);
    }
    if (old != null) {
      for (Subject subject : old.subjects()) remove(old, subject);
    }
  }

  private void add(RbacBinding binding, Subject subject) {
    grants.merge(
        binding.namespace() + "|" + subject.key(),
        List.of(new Grant(binding, binding.allowedFor(subject))),
        (before, more) -> {
          List<Grant> all = new ArrayList<>(before);
          all.addAll(more);
          return List.copyOf(all);
        });
  }

  private void remove(RbacBinding old, Subject subject) {
    grants.computeIfPresent(
        old.namespace() + "|" + subject.key(),
        (key, before) -> {
          // By identity: an equal binding that has just been added stays.
          List<Grant> left = before.stream().filter(each -> each.binding() != old).toList();
          return left.isEmpty() ? null : left;
        });
  }

  private static String key(ObjectNode object) {
    return object.path("metadata").path("namespace").asText()
        + "/"
        + object.path("metadata").path("name").asText();
  }

  /**
   * A binding, seen from one of its subjects.
   *
   * @param reason why it allows something
   */
  record Grant(RbacBinding binding, String reason) {}
}
