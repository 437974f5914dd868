package dev.skiff.controlplane.controller.garbagecollector;

import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.ResourceKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who owns whom, by uid, as far as events have told. An owner that only a dependent speaks of is
 * kept as an unconfirmed node until somebody has looked.
 */
final class ObjectGraph {
  static final String ORPHAN = "orphan";
  static final String FOREGROUND = "foregroundDeletion";

  private final Map<String, Node> nodes = new HashMap<>();

  /**
   * An object.
   *
   * @param kind null while unconfirmed and of a kind that is not known
   * @param confirmed false if only a dependent speaks of it
   */
  record Node(
      String uid,
      ResourceKind kind,
      String namespace,
      String name,
      boolean confirmed,
      List<OwnerReference> owners,
      List<String> finalizers,
      boolean deleting,
      Set<String> dependents) {

    boolean waitsForDependents() {
      return deleting && finalizers.contains(FOREGROUND);
    }

    /**
     * Whether a reference means this very object. One that has its uid alone does not.
     *
     * @param namespace of the object that refers to it
     */
    boolean isMeantBy(OwnerReference reference, String namespace) {
      return confirmed
          && kind.group().equals(ResourceKind.group(reference.getApiVersion()))
          && kind.kind().equals(reference.getKind())
          && name.equals(reference.getName())
          && !isElsewhere(namespace);
    }

    /** Whether objects of a namespace cannot have this one as an owner. */
    boolean isElsewhere(String namespace) {
      return confirmed && kind.namespaced() && !this.namespace.equals(namespace);
    }

    private boolean orphans() {
      return deleting && finalizers.contains(ORPHAN);
    }

    /** Whether this one keeps an owner from going first. */
    boolean blocks(String owner) {
      return owners.stream()
          .anyMatch(
              reference ->
                  reference.getUid().equals(owner)
                      && Boolean.TRUE.equals(reference.getBlockOwnerDeletion()));
    }
  }

  /** Takes a change in and returns the uids that have to be looked at because of it. */
  synchronized Set<String> observe(
      ResourceKind kind, ResourceEvent<GenericKubernetesResource> event) {
    return event.type() == ResourceEvent.Type.DELETED
        ? remove(event.current().getMetadata().getUid())
        : put(kind, event.current().getMetadata(), Request.namespaceOf(event.current()));
  }

  /** A node by its uid, as it is now. */
  synchronized Optional<Node> find(String uid) {
    return Optional.ofNullable(nodes.get(uid));
  }

  /** The nodes that name this one as an owner. */
  synchronized List<Node> dependents(String uid) {
    Node node = nodes.get(uid);
    if (node == null) return List.of();
    return node.dependents.stream().map(nodes::get).filter(one -> one != null).toList();
  }

  /** The uids of those that name an owner that nobody has seen. */
  synchronized Set<String> waiting() {
    return nodes.values().stream()
        .filter(node -> !node.confirmed)
        .flatMap(node -> node.dependents.stream())
        .collect(Collectors.toSet());
  }

  /** There is no such object; returns its dependents' uids. */
  synchronized Set<String> remove(String uid) {
    Node node = nodes.remove(uid);
    if (node == null) return Set.of();
    Set<String> affected = new LinkedHashSet<>(node.dependents);
    for (OwnerReference owner : node.owners) detach(uid, owner.getUid(), affected);
    return affected;
  }

  private Set<String> put(ResourceKind kind, ObjectMeta metadata, String namespace) {
    String uid = metadata.getUid();
    Node before = nodes.get(uid);
    Node now =
        new Node(
            uid,
            kind,
            namespace,
            metadata.getName(),
            true,
            metadata.getOwnerReferences() == null
                ? List.of()
                : List.copyOf(metadata.getOwnerReferences()),
            metadata.getFinalizers() == null ? List.of() : List.copyOf(metadata.getFinalizers()),
            metadata.getDeletionTimestamp() != null,
            before == null ? new HashSet<>() : before.dependents);
    nodes.put(uid, now);
    Set<String> affected = new LinkedHashSet<>();
    if (before != null) detachFormerOwners(before, now, affected);
    for (OwnerReference owner : now.owners) {
      boolean heard = before != null && before.owners.contains(owner);
      attach(now, owner, heard, affected);
    }
    if (now.orphans()) affected.add(uid);
    if (now.waitsForDependents()) {
      affected.addAll(now.dependents);
      affected.add(uid);
    }
    return affected;
  }

  private void attach(
      Node dependent, OwnerReference reference, boolean heard, Set<String> affected) {
    Node owner = nodes.get(reference.getUid());
    if (owner == null) {
      owner =
          new Node(
              reference.getUid(),
              null,
              dependent.namespace,
              reference.getName(),
              false,
              List.of(),
              List.of(),
              false,
              new HashSet<>());
      nodes.put(reference.getUid(), owner);
    }
    owner.dependents.add(dependent.uid);
    // Nobody has seen such an owner; the dependent may be an orphan from the start.
    if (!heard && !owner.isMeantBy(reference, dependent.namespace)) affected.add(dependent.uid);
    if (owner.waitsForDependents()) affected.add(dependent.uid);
  }

  private void detachFormerOwners(Node before, Node now, Set<String> affected) {
    for (OwnerReference old : before.owners) {
      boolean kept =
          now.owners.stream().anyMatch(reference -> reference.getUid().equals(old.getUid()));
      if (!kept) detach(now.uid, old.getUid(), affected);
      else if (before.blocks(old.getUid()) != now.blocks(old.getUid())) affected.add(old.getUid());
    }
  }

  private void detach(String dependent, String ownerUid, Set<String> affected) {
    Node owner = nodes.get(ownerUid);
    if (owner == null) return;
    owner.dependents.remove(dependent);
    if (!owner.confirmed && owner.dependents.isEmpty()) nodes.remove(ownerUid);
    if (owner.waitsForDependents()) affected.add(ownerUid);
  }
}
