package dev.skiff.agent.pod;

import dev.skiff.agent.container.NodeSettings;
import dev.skiff.agent.cri.v1.DNSConfig;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The resolver configuration of a pod, by its dnsPolicy and dnsConfig. */
final class PodDns {

  /** The resolver of the C library reads no more. */
  private static final int MAX_SERVERS = 3;

  private final Set<String> servers = new LinkedHashSet<>();
  private final Set<String> searches = new LinkedHashSet<>();
  private final List<String> options = new ArrayList<>();

  private PodDns() {}

  static DNSConfig of(Pod pod, NodeSettings node) throws IOException {
    PodDns dns = new PodDns();
    String policy = pod.getSpec().getDnsPolicy();
    boolean hostNetwork = Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    switch (policy == null ? "ClusterFirst" : policy) {
      case "None" -> {}
      case "ClusterFirstWithHostNet" -> dns.cluster(pod, node);
      case "ClusterFirst" -> {
        if (hostNetwork) {
          dns.host(node);
        } else {
          dns.cluster(pod, node);
        }
      }
      default -> dns.host(node);
    }
    dns.own(pod);
    return DNSConfig.newBuilder()
        .addAllServers(dns.servers.stream().limit(MAX_SERVERS).toList())
        .addAllSearches(dns.searches)
        .addAllOptions(dns.options)
        .build();
  }

  private void cluster(Pod pod, NodeSettings node) throws IOException {
    servers.add(node.clusterDns());
    String domain = node.clusterDomain();
    searches.add(pod.getMetadata().getNamespace() + ".svc." + domain);
    searches.add("svc." + domain);
    searches.add(domain);
    PodDns host = new PodDns();
    host.host(node);
    searches.addAll(host.searches);
    options.add("ndots:5");
  }

  private void host(NodeSettings node) throws IOException {
    if (!Files.exists(node.resolvConf())) {
      return;
    }
    for (String line : Files.readAllLines(node.resolvConf())) {
      String[] words = line.strip().split("\\s+");
      List<String> values = List.of(words).subList(1, words.length);
      switch (words[0]) {
        case "nameserver" -> servers.addAll(values);
        case "search" -> {
          searches.clear();
          searches.addAll(values);
        }
        case "options" -> {
          options.clear();
          options.addAll(values);
        }
        default -> {
          // Comments, and what no runtime passes on.
        }
      }
    }
  }

  private void own(Pod pod) {
    var config = pod.getSpec().getDnsConfig();
    if (config == null) {
      return;
    }
    if (config.getNameservers() != null) {
      servers.addAll(config.getNameservers());
    }
    if (config.getSearches() != null) {
      searches.addAll(config.getSearches());
    }
    if (config.getOptions() != null) {
      for (PodDNSConfigOption option : config.getOptions()) {
        options.removeIf(o -> o.equals(option.getName()) || o.startsWith(option.getName() + ":"));
        options.add(
            option.getValue() == null
                ? option.getName()
                : option.getName() + ":" + option.getValue());
      }
    }
  }
}
