package dev.skiff.agent.pod;

import io.fabric8.kubernetes.api.model.Service;
import java.util.List;

/** The services known on this node, for the environment variables of containers. */
@FunctionalInterface
public interface ServiceSource {

  /** All services of a namespace; waits until the first list has arrived. */
  List<Service> services(String namespace) throws InterruptedException;
}
