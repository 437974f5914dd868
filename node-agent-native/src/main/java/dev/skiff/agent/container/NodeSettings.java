package dev.skiff.agent.container;

import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What pods inherit from their node.
 *
 * @param nodeIps the node's InternalIPs, the first is its primary
 * @param dataDir the kubelet's directory, volumes are below {@code pods/<uid>}
 * @param podLogsDir where the runtime writes container logs: /var/log/pods
 * @param containerLogsDir where links to them are made: /var/log/containers
 * @param clusterDns the address of cluster DNS
 * @param clusterDomain the domain of services
 * @param resolvConf resolver configuration of pods with dnsPolicy Default
 * @param allocatable cpu and memory of the node, the limit of containers without one
 * @param memoryBytes the node's memory, by which oom scores are set
 */
public record NodeSettings(
    String nodeName,
    List<String> nodeIps,
    Path dataDir,
    Path podLogsDir,
    Path containerLogsDir,
    String clusterDns,
    String clusterDomain,
    Path resolvConf,
    Map<String, Quantity> allocatable,
    long memoryBytes) {

  /** Where everything of one pod lives. */
  public Path podDir(String uid) {
    return podsDir().resolve(uid);
  }

  /** Where pods have their directories. */
  public Path podsDir() {
    return dataDir.resolve("pods");
  }

  /** Where it is kept why the node ends pods, as long as the API server does not know. */
  public Path podEndsDir() {
    return dataDir.resolve("pod-ends");
  }

  /** The directory of a pod's logs. */
  public Path podLogDir(String namespace, String name, String uid) {
    return podLogsDir.resolve(namespace + "_" + name + "_" + uid);
  }

  /** The node's primary address. */
  public String nodeIp() {
    return nodeIps.getFirst();
  }
}
