package dev.skiff.controlplane.controller.endpointslice;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Distributes endpoints of one address family and one set of ports over slices so that as few
 * slices as possible change: an endpoint stays in its slice, new ones fill the fullest slice with
 * room.
 *
 * @param contents what each slice that is there already is to hold; empty means delete
 * @param created what new slices are to hold
 */
record SlicePlan(Map<EndpointSlice, List<Endpoint>> contents, List<List<Endpoint>> created) {
  static final int LIMIT = 100;

  /**
   * Makes a plan.
   *
   * @param wanted endpoints by their address
   */
  static SlicePlan of(Map<String, Endpoint> wanted, List<EndpointSlice> present) {
    Map<String, Endpoint> missing = new LinkedHashMap<>(wanted);
    Map<EndpointSlice, List<Endpoint>> contents = new LinkedHashMap<>();
    for (EndpointSlice slice : present) {
      List<Endpoint> kept = new ArrayList<>();
      for (Endpoint endpoint : endpoints(slice)) {
        Endpoint now = missing.remove(endpoint.getAddresses().getFirst());
        if (now != null) kept.add(now);
      }
      contents.put(slice, kept);
    }
    List<Endpoint> rest = new ArrayList<>(missing.values());
    contents.values().stream()
        .filter(kept -> !kept.isEmpty() && kept.size() < LIMIT)
        .sorted((one, other) -> other.size() - one.size())
        .forEach(kept -> fill(kept, rest));
    // Rather reuse a slice that would be deleted than make one.
    contents.values().stream().filter(List::isEmpty).forEach(kept -> fill(kept, rest));
    List<List<Endpoint>> created = new ArrayList<>();
    while (!rest.isEmpty()) {
      List<Endpoint> slice = new ArrayList<>();
      fill(slice, rest);
      created.add(slice);
    }
    return new SlicePlan(contents, created);
  }

  /** A slice's endpoints; the API may spell none as null. */
  static List<Endpoint> endpoints(EndpointSlice slice) {
    return slice.getEndpoints() == null ? List.of() : slice.getEndpoints();
  }

  private static void fill(List<Endpoint> slice, List<Endpoint> rest) {
    int moved = Math.min(LIMIT - slice.size(), rest.size());
    slice.addAll(rest.subList(0, moved));
    rest.subList(0, moved).clear();
  }
}
