package dev.skiff.controlplane.controller.endpointslice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlicePlanTest {
  @Test
  void aSliceHoldsAHundred() {
    SlicePlan plan = SlicePlan.of(endpoints(0, 250), List.of());
    assertEquals(List.of(100, 100, 50), plan.created().stream().map(List::size).toList());
  }

  @Test
  void newOnesFillASliceWithRoom() {
    EndpointSlice slice = slice("one", endpoints(0, 3));
    SlicePlan plan = SlicePlan.of(endpoints(0, 5), List.of(slice));
    assertTrue(plan.created().isEmpty());
    assertEquals(5, plan.contents().get(slice).size());
  }

  @Test
  void endpointsStayWhereTheyAre() {
    EndpointSlice full = slice("full", endpoints(0, 100));
    EndpointSlice other = slice("other", endpoints(100, 110));
    SlicePlan plan = SlicePlan.of(endpoints(1, 110), List.of(full, other));
    assertEquals(99, plan.contents().get(full).size());
    assertEquals(10, plan.contents().get(other).size());
  }

  @Test
  void whatIsGoneLeavesAnEmptySliceThatIsUsedBeforeANewOneIsMade() {
    EndpointSlice slice = slice("one", endpoints(0, 2));
    assertTrue(SlicePlan.of(Map.of(), List.of(slice)).contents().get(slice).isEmpty());
    SlicePlan plan = SlicePlan.of(endpoints(5, 7), List.of(slice));
    assertTrue(plan.created().isEmpty());
    assertEquals(2, plan.contents().get(slice).size());
  }

  private static Map<String, Endpoint> endpoints(int from, int to) {
    Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    IntStream.range(from, to)
        .mapToObj(i -> "10.0." + i / 256 + "." + i % 256)
        .forEach(
            address ->
                endpoints.put(address, new EndpointBuilder().withAddresses(address).build()));
    return endpoints;
  }

  private static EndpointSlice slice(String name, Map<String, Endpoint> endpoints) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withEndpoints(List.copyOf(endpoints.values()))
        .build();
  }
}
