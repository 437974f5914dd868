package dev.skiff.agent.cluster;

import dev.skiff.agent.api.ResourceEventHandler;
import dev.skiff.agent.dns.ServiceDirectory;
import dev.skiff.agent.proxy.ServiceProxy;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells cluster DNS and the service proxy of Services and EndpointSlices. */
public final class ServiceFeeds {

  private final ServiceDirectory directory;
  private final ServiceProxy proxy;
  private final AtomicInteger unsynced = new AtomicInteger(2);

  public ServiceFeeds(ServiceDirectory directory, ServiceProxy proxy) {
    this.directory = directory;
    this.proxy = proxy;
  }

  ResourceEventHandler<Service> services() {
    return new ResourceEventHandler<>() {
      @Override
      public void onSet(Service service) {
        directory.put(service);
        proxy.put(service);
      }

      @Override
      public void onDelete(Service service) {
        directory.remove(service);
        proxy.remove(service);
      }

      @Override
      public void onSynced() {
        synced();
      }
    };
  }

  ResourceEventHandler<EndpointSlice> slices() {
    return new ResourceEventHandler<>() {
      @Override
      public void onSet(EndpointSlice slice) {
        directory.put(slice);
        proxy.put(slice);
      }

      @Override
      public void onDelete(EndpointSlice slice) {
        directory.remove(slice);
        proxy.remove(slice);
      }

      @Override
      public void onSynced() {
        synced();
      }
    };
  }

  /**
   * Neither DNS nor the proxy, which replaces an earlier run's table, speaks before it knows both.
   */
  private void synced() {
    if (unsynced.decrementAndGet() == 0) {
      directory.synced();
      proxy.synced();
    }
  }
}
