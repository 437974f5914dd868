package dev.skiff.controlplane.resource;

import dev.skiff.controlplane.bootstrap.SkiffConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The registry of an API server: the built-in types, and whatever custom ones are put in. */
@Singleton
public class ServedTypes implements ResourceRegistry {
  private record ResourceId(String group, String version, String name) {}

  private final BuiltInTypes builtIn;
  private final List<ResourceType> removed;
  private final Map<ResourceId, ResourceType> byPlural = new ConcurrentHashMap<>();
  private final Map<ResourceId, ResourceType> byKind = new ConcurrentHashMap<>();
  private final Map<String, ResourceType> custom = new TreeMap<>();
  private final Set<String> terminating = ConcurrentHashMap.newKeySet();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile List<ResourceType> all;

  @Inject
  ServedTypes(SkiffConfig config) {
    this(config.removedApiVersions());
  }

  /** What a v1.35 server serves. */
  public ServedTypes() {
    this(false);
  }

  /**
   * @param removed whether to serve versions, too, that upstream has removed
   */
  public ServedTypes(boolean removed) {
    builtIn = BuiltInTypes.load();
    builtIn.types().forEach(this::index);
    this.removed = removed ? builtIn.removed() : List.of();
    this.removed.forEach(this::index);
    publish();
  }

  /** The built-in types and definitions. */
  public BuiltInTypes builtIn() {
    return builtIn;
  }

  @Override
  public Optional<ResourceType> find(String group, String version, String plural) {
    return Optional.ofNullable(byPlural.get(new ResourceId(group, version, plural)));
  }

  @Override
  public Optional<ResourceType> findKind(String group, String version, String kind) {
    return Optional.ofNullable(byKind.get(new ResourceId(group, version, kind)));
  }

  @Override
  public Optional<ResourceType> stored(String group, String plural) {
    return all.stream()
        .filter(type -> type.group().equals(group) && type.plural().equals(plural))
        .filter(type -> type.version().equals(type.storageVersion()))
        .findFirst();
  }

  @Override
  public Collection<ResourceType> all() {
    return all;
  }

  @Override
  public void put(ResourceType type) {
    synchronized (this) {
      // In place: what was served before is asked for meanwhile.
      ResourceType old = index(type);
      if (old != null && !old.kind().equals(type.kind())) forgetKind(old);
      if (old == type) return;
      custom.put(order(type.group(), type.version(), type.plural()), type);
      publish();
    }
    listeners.forEach(Runnable::run);
  }

  @Override
  public void remove(String group, String version, String plural) {
    synchronized (this) {
      forget(group, version, plural);
      publish();
    }
    listeners.forEach(Runnable::run);
  }

  @Override
  public boolean isTerminating(ResourceType type) {
    return terminating.contains(type.groupResource());
  }

  /** Says whether all objects of a resource are being deleted. */
  public void setTerminating(String groupResource, boolean now) {
    boolean changed = now ? terminating.add(groupResource) : terminating.remove(groupResource);
    if (changed) listeners.forEach(Runnable::run);
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private ResourceType index(ResourceType type) {
    byKind.put(new ResourceId(type.group(), type.version(), type.kind()), type);
    return byPlural.put(new ResourceId(type.group(), type.version(), type.plural()), type);
  }

  private void forget(String group, String version, String plural) {
    ResourceType old = byPlural.remove(new ResourceId(group, version, plural));
    if (old != null) forgetKind(old);
    custom.remove(order(group, version, plural));
  }

  private void forgetKind(ResourceType type) {
    byKind.remove(new ResourceId(type.group(), type.version(), type.kind()), type);
  }

  private void publish() {
    List<ResourceType> types = new ArrayList<>(builtIn.types());
    types.addAll(custom.values());
    // Last, so that nobody comes upon them who looks for a resource by its name.
    types.addAll(removed);
    all = List.copyOf(types);
  }

  /** Groups by name, newer versions first, as Kubernetes' version priority has it. */
  private static String order(String group, String version, String plural) {
    return group + " " + VersionPriority.sortKey(version) + " " + plural;
  }
}
