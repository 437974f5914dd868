package dev.skiff.agent.proxy;

import static dev.skiff.agent.proxy.Objects.on;
import static dev.skiff.agent.proxy.Objects.service;

import dev.skiff.iptables.conntrack.KernelConntrack;
import dev.skiff.iptables.namespace.KernelNetworkNamespaces;
import dev.skiff.iptables.nftables.KernelNftables;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Loads many Services into a network namespace of its own through the product's proxy, and prints
 * what that takes. Run by bench/services.sh. Arguments: services, endpoints of each.
 */
public final class ServicesBench {
  private static final int CHANGES = 1000;

  /** Loads before the one that counts: the agent is compiled ahead of time, a JVM is not. */
  private static final int WARM_UP = 4;

  private ServicesBench() {}

  /** Measures and prints. */
  public static void main(String[] arguments) throws Exception {
    int services = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int endpoints = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    List<Service> objects = new ArrayList<>();
    List<EndpointSlice> slices = new ArrayList<>();
    for (int i = 0; i < services; i++) {
      String ip = "10.96." + (i / 250 + 1) + "." + (i % 250 + 1);
      objects.add(service("s" + i, ip).build());
      slices.add(slice(i, endpoints, 0));
    }
    System.out.printf("%d services x %d endpoints%n", services, endpoints);
    loaded("full load, cold JVM, from objects to the kernel", objects, slices, proxy -> {});
    for (int round = 1; round < WARM_UP; round++) {
      loaded("full load, round " + (round + 1), objects, slices, proxy -> {});
    }
    loaded("full load, warm JVM", objects, slices, proxy -> changes(proxy, services, endpoints));
  }

  private interface Use {
    void of(ServiceProxy proxy) throws Exception;
  }

  /** Loads all into a namespace of its own, prints what that took, and uses it. */
  private static void loaded(
      String what, List<Service> objects, List<EndpointSlice> slices, Use use) throws Exception {
    Path path = Path.of("/run/netns/bench-services-" + ProcessHandle.current().pid());
    KernelNetworkNamespaces namespaces = new KernelNetworkNamespaces();
    namespaces.create(path);
    try (KernelNftables nftables = namespaces.in(path, KernelNftables::open);
        KernelConntrack conntrack = namespaces.in(path, KernelConntrack::open)) {
      long heap = heap();
      long slab = memory("Slab:");
      long processor = processorTime();
      long start = System.nanoTime();
      ServiceProxy proxy = ServiceProxy.start(Objects.CONFIGURATION, nftables, conntrack);
      objects.forEach(proxy::put);
      slices.forEach(proxy::put);
      proxy.synced();
      proxy.awaitApplied();
      row(what, (System.nanoTime() - start) / 1e6);
      row("  processor time of it, compiler included", (processorTime() - processor) / 1e6);
      System.out.printf("%-52s %9.1f MB%n", "  heap that the proxy keeps", (heap() - heap) / 1e6);
      System.out.printf(
          "%-52s %9.1f MB%n", "  kernel slabs grown by", (memory("Slab:") - slab) / 1e3);
      use.of(proxy);
      proxy.close();
    } finally {
      namespaces.delete(path);
    }
    Reference.reachabilityFence(objects);
    Reference.reachabilityFence(slices);
  }

  private static void changes(ServiceProxy proxy, int services, int endpoints) throws Exception {
    long[] endpointChange = new long[CHANGES];
    for (int i = 0; i < CHANGES; i++) {
      endpointChange[i] = timed(proxy, slice(i % services, endpoints, i + 1));
    }
    long[] countChange = new long[CHANGES];
    for (int i = 0; i < CHANGES; i++) {
      countChange[i] = timed(proxy, slice(i % services, endpoints - 1 + 2 * (i & 1), i + 1));
    }

    row("one endpoint replaced, median of " + CHANGES, median(endpointChange) / 1e6);
    row("one endpoint replaced, 99th percentile", percentile(endpointChange, 99) / 1e6);
    row("one endpoint more or fewer, median of " + CHANGES, median(countChange) / 1e6);
  }

  private static long timed(ServiceProxy proxy, EndpointSlice slice) throws InterruptedException {
    long start = System.nanoTime();
    proxy.put(slice);
    proxy.awaitApplied();
    return System.nanoTime() - start;
  }

  private static EndpointSlice slice(int service, int endpoints, int generation) {
    Endpoint[] list = new Endpoint[endpoints];
    for (int e = 0; e < endpoints; e++) {
      int shift = e == 0 ? generation : 0;
      list[e] = on("n" + e, "10.244." + (service + shift) % 250 + "." + (e * 50 + service % 50));
    }
    return Objects.slice("s" + service, list);
  }

  private static void row(String what, double millis) {
    System.out.printf("%-52s %9.3f ms%n", what, millis);
  }

  private static double median(long[] nanos) {
    return percentile(nanos, 50);
  }

  private static double percentile(long[] nanos, int percent) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length * percent / 100];
  }

  private static long processorTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long memory(String field) throws IOException {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.startsWith(field))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }
}
