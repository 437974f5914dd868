package dev.skiff.agent.cluster;

import dev.skiff.agent.api.ResourceEventHandler;
import dev.skiff.agent.dns.ServiceDirectory;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;

/** Keeps what cluster DNS answers from. */
public final class ServiceNames {

  private ServiceNames() {}

  public static ResourceEventHandler<Service> services(ServiceDirectory directory) {
    return new ResourceEventHandler<>() {
      @Override
      public void onSet(Service service) {
        directory.put(service);
      }

      @Override
      public void onDelete(Service service) {
        directory.remove(service);
      }
    };
  }

  public static ResourceEventHandler<EndpointSlice> slices(ServiceDirectory directory) {
    return new ResourceEventHandler<>() {
      @Override
      public void onSet(EndpointSlice slice) {
        directory.put(slice);
      }

      @Override
      public void onDelete(EndpointSlice slice) {
        directory.remove(slice);
      }
    };
  }
}
