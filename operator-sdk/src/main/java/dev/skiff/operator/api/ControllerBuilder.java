package dev.skiff.operator.api;

import dev.skiff.operator.runtime.ControllerRunner;
import dev.skiff.operator.runtime.WorkQueue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Says what wakes a reconciler. Nothing runs before {@link Operator#start}.
 *
 * @param <P> primary type
 */
public final class ControllerBuilder<P extends HasMetadata> {
  private final Operator operator;
  private final String name;
  private final Class<P> primary;
  private final List<Informer<?>> sources = new ArrayList<>();
  private final WorkQueue<Request> queue;
  private int workers = 1;
  private Predicate<ResourceEvent<P>> relevant = event -> true;

  ControllerBuilder(Operator operator, String name, Class<P> primary) {
    this.operator = operator;
    this.name = name;
    this.primary = primary;
    this.queue = operator.newQueue(name);
    wakeOn(primary, event -> relevant.test(event), object -> List.of(Request.of(object)));
  }

  /** Changes of primary objects that do not pass a filter wake nobody. */
  public ControllerBuilder<P> onlyWhen(Predicate<ResourceEvent<P>> filter) {
    this.relevant = filter;
    return this;
  }

  /**
   * Also wakes the controlling owner, if it is of the primary type, when an object of this type
   * changes.
   */
  public <T extends HasMetadata> ControllerBuilder<P> owns(Class<T> type) {
    String kind = HasMetadata.getKind(primary);
    String group = HasMetadata.getGroup(primary) == null ? "" : HasMetadata.getGroup(primary);
    return watches(type, object -> ownerRequest(object, group, kind).stream().toList());
  }

  /** Also wakes the requests that a changed object maps to, in its state before and after. */
  public <T extends HasMetadata> ControllerBuilder<P> watches(
      Class<T> type, Function<T, Collection<Request>> mapping) {
    return watches(type, event -> true, mapping);
  }

  /** As above, for changes that pass a filter. */
  public <T extends HasMetadata> ControllerBuilder<P> watches(
      Class<T> type, Predicate<ResourceEvent<T>> filter, Function<T, Collection<Request>> mapping) {
    wakeOn(type, filter, mapping);
    return this;
  }

  /** How many requests are reconciled at once; one if not said. */
  public ControllerBuilder<P> workers(int count) {
    this.workers = count;
    return this;
  }

  /** Gives a way to wake requests by hand, now or later. */
  public ControllerBuilder<P> trigger(Consumer<Trigger> consumer) {
    consumer.accept(queue::addAfter);
    return this;
  }

  /** Completes the controller; it starts with its operator. */
  public void reconciler(Reconciler reconciler) {
    operator.add(new ControllerRunner(name, reconciler, queue, sources, workers));
  }

  private <T extends HasMetadata> void wakeOn(
      Class<T> type, Predicate<ResourceEvent<T>> filter, Function<T, Collection<Request>> mapping) {
    Informer<T> informer = operator.informer(type);
    sources.add(informer);
    informer.addHandler(
        event -> {
          if (!filter.test(event)) return;
          if (event.previous() != null) mapping.apply(event.previous()).forEach(queue::add);
          mapping.apply(event.current()).forEach(queue::add);
        });
  }

  private static Optional<Request> ownerRequest(HasMetadata object, String group, String kind) {
    return Owners.controllerOf(object)
        .filter(
            owner -> owner.getKind().equals(kind) && groupOf(owner.getApiVersion()).equals(group))
        .map(owner -> new Request(Request.namespaceOf(object), owner.getName()));
  }

  private static String groupOf(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  /** Wakes a request after a delay; zero means now. */
  @FunctionalInterface
  public interface Trigger {
    void wake(Request request, Duration delay);
  }
}
