package dev.skiff.agent.proxy;

import dev.skiff.iptables.conntrack.Conntrack;
import dev.skiff.iptables.libc.KernelException;
import dev.skiff.iptables.nftables.Nftables;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Makes the addresses of Services lead to their endpoints on this node, by nf_tables.
 *
 * <p>Told of Services and EndpointSlices by the agent's informers, from any thread. A thread of its
 * own applies what changed: everything that was told while it was busy goes into the next
 * transaction, so that a burst costs few transactions and a single change waits for nothing.
 * Nothing is applied before {@link #synced}: then the first transaction replaces the table that a
 * former run left, without a gap.
 */
public final class ServiceProxy implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ServiceProxy.class);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  private final ProxyConfiguration configuration;
  private final Nftables nftables;
  private final Conntrack conntrack;
  private final TableState state;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition idle = lock.newCondition();
  private final Map<ServiceKey, ProxiedService> services = new HashMap<>();
  private final Map<ServiceKey, Map<String, List<ProxiedEndpoint>>> endpoints = new HashMap<>();
  private final Map<String, ServiceKey> owners = new HashMap<>();
  private Set<ServiceKey> dirty = new HashSet<>();
  private boolean synced;
  private boolean whole = true;
  private boolean broken;
  private boolean busy;
  private boolean closed;

  private ServiceProxy(ProxyConfiguration configuration, Nftables nftables, Conntrack conntrack) {
    this.configuration = configuration;
    this.nftables = nftables;
    this.conntrack = conntrack;
    state = new TableState(configuration);
    thread = Thread.ofVirtual().name("service-proxy").unstarted(this::run);
  }

  /** Starts a proxy on the network namespace that {@code nftables} and {@code conntrack} are of. */
  public static ServiceProxy start(
      ProxyConfiguration configuration, Nftables nftables, Conntrack conntrack) {
    ServiceProxy proxy = new ServiceProxy(configuration, nftables, conntrack);
    proxy.thread.start();
    return proxy;
  }

  /** Takes in a Service, new or changed. */
  public void put(Service service) {
    Optional<ProxiedService> proxied = ProxiedService.of(service, configuration.clusterDns());
    locked(
        () -> {
          ServiceKey key = key(service);
          ProxiedService before =
              proxied.isPresent() ? services.put(key, proxied.get()) : services.remove(key);
          if (!proxied.equals(Optional.ofNullable(before))) {
            dirty.add(key);
          }
        });
  }

  /** Forgets a Service. */
  public void remove(Service service) {
    locked(
        () -> {
          if (services.remove(key(service)) != null) {
            dirty.add(key(service));
          }
        });
  }

  /** Takes in an EndpointSlice, new or changed. */
  public void put(EndpointSlice slice) {
    var labels = slice.getMetadata().getLabels();
    String service = labels == null ? null : labels.get(SERVICE_NAME);
    List<ProxiedEndpoint> listed = ProxiedEndpoint.of(slice, configuration.nodeName());
    locked(
        () -> {
          ServiceKey owner =
              service == null ? null : new ServiceKey(slice.getMetadata().getNamespace(), service);
          ServiceKey before = owners.get(id(slice));
          if (before != null && !before.equals(owner)) {
            forget(slice);
          }
          if (owner == null) {
            return;
          }
          owners.put(id(slice), owner);
          List<ProxiedEndpoint> old =
              endpoints
                  .computeIfAbsent(owner, k -> new HashMap<>())
                  .put(slice.getMetadata().getName(), listed);
          if (!listed.equals(old)) {
            dirty.add(owner);
          }
        });
  }

  /** Forgets an EndpointSlice. */
  public void remove(EndpointSlice slice) {
    locked(() -> forget(slice));
  }

  private void forget(EndpointSlice slice) {
    ServiceKey owner = owners.remove(id(slice));
    if (owner != null) {
      dirty.add(owner);
      endpoints.computeIfPresent(
          owner,
          (key, slices) -> {
            slices.remove(slice.getMetadata().getName());
            return slices.isEmpty() ? null : slices;
          });
    }
  }

  /** Says that all Services and EndpointSlices that exist have been told: the table can be made. */
  public void synced() {
    locked(() -> synced = true);
  }

  /** Waits until all that was told is in the kernel, or could not be put there. */
  public void awaitApplied() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (busy || synced && (whole || !dirty.isEmpty())) {
        idle.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        boolean all;
        long start;
        Map<ServiceKey, Entries> wanted;
        lock.lockInterruptibly();
        try {
          busy = false;
          idle.signalAll();
          while (!closed && !(synced && (whole || !dirty.isEmpty()))) {
            awaitChange();
          }
          if (closed) {
            return;
          }
          busy = true;
          start = System.nanoTime();
          all = whole || broken;
          whole = false;
          broken = false;
          wanted = wanted();
        } finally {
          lock.unlock();
        }
        apply(wanted, all, start);
      }
    } catch (InterruptedException e) {
      LOG.debug("service proxy interrupted");
    }
  }

  /** A table that could not be made is not waited with until a service changes. */
  private void awaitChange() throws InterruptedException {
    if (!broken) {
      changed.await();
    } else if (!changed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
      whole = true;
    }
  }

  private Map<ServiceKey, Entries> wanted() {
    Set<ServiceKey> keys = dirty;
    dirty = new HashSet<>();
    Map<ServiceKey, Entries> wanted = new HashMap<>();
    for (ServiceKey key : keys) {
      ProxiedService service = services.get(key);
      wanted.put(
          key,
          service == null
              ? Entries.NONE
              : Entries.of(
                  service,
                  endpoints.getOrDefault(key, Map.of()).values().stream()
                      .flatMap(List::stream)
                      .toList()));
    }
    return wanted;
  }

  private void apply(Map<ServiceKey, Entries> wanted, boolean all, long start) {
    Set<ServiceKey> waitedBefore = state.waiting();
    Change change = state.update(wanted);
    try {
      nftables.apply(all ? state.whole() : change.transaction());
      forget(all ? state.strangers() : change.staleFlows());
      if (all) {
        long millis = (System.nanoTime() - start) / 1_000_000;
        LOG.infof("table made in %d ms", millis);
      }
    } catch (KernelException e) {
      LOG.errorf("services could not be changed: %s", e.getMessage());
      // the kernel's table is not what it was taken for: make it anew, at once if not just tried
      locked(
          () -> {
            whole = !all;
            broken = all;
          });
    }
    Set<ServiceKey> waiting = state.waiting();
    for (ServiceKey key : waiting) {
      if (!waitedBefore.contains(key)) {
        LOG.warnf("an address and port of Service %s belong to another Service already", key);
      }
    }
    if (!waitedBefore.isEmpty() && !waitedBefore.containsAll(wanted.keySet())) {
      locked(() -> dirty.addAll(waitedBefore)); // another's change may have made way
    }
  }

  private void forget(StaleFlows flows) {
    try {
      flows.forget(conntrack);
    } catch (KernelException e) {
      LOG.errorf("some UDP connections may lead to endpoints that are gone: %s", e.getMessage());
    }
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Stops; the table stays, so that services go on while the agent restarts. */
  @Override
  public void close() {
    locked(() -> closed = true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ServiceKey key(Service service) {
    return new ServiceKey(service.getMetadata().getNamespace(), service.getMetadata().getName());
  }

  private static String id(EndpointSlice slice) {
    return slice.getMetadata().getNamespace() + "/" + slice.getMetadata().getName();
  }
}
