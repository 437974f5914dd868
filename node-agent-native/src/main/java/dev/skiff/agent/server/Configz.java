package dev.skiff.agent.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.AgentConfig;
import dev.skiff.agent.api.GoDuration;
import dev.skiff.agent.api.Json;

/**
 * The agent's settings under the names that upstream's KubeletConfiguration has for them, as far as
 * it has any (kubelet.config.k8s.io/v1beta1).
 */
final class Configz {

  private Configz() {}

  static byte[] of(AgentConfig config) {
    ObjectNode root = Json.object();
    ObjectNode kubelet = root.putObject("kubeletconfig");
    kubelet
        .put("port", config.port())
        .put("clusterDomain", config.clusterDomain())
        .put("resolvConf", config.resolvConf().toString())
        .put("maxPods", config.capacity().pods())
        .put("cgroupDriver", "cgroupfs")
        .put("cpuManagerPolicy", "none")
        .put("memoryManagerPolicy", "None")
        .put("topologyManagerPolicy", "none")
        .put("failSwapOn", false)
        .put("containerLogMaxSize", config.containerLogMaxSize())
        .put("containerLogMaxFiles", config.containerLogMaxFiles())
        .put(
            "evictionPressureTransitionPeriod",
            GoDuration.of(config.evictionPressureTransitionPeriod()))
        .put("nodeLeaseDurationSeconds", 40)
        .put("nodeStatusReportFrequency", "5m0s")
        .put("podLogsDir", "/var/log/pods")
        .put("kind", "KubeletConfiguration")
        .put("apiVersion", "kubelet.config.k8s.io/v1beta1");
    kubelet.putArray("clusterDNS").add(config.clusterDns());
    config.criEndpoint().ifPresent(endpoint -> kubelet.put("containerRuntimeEndpoint", endpoint));
    return Json.bytes(root);
  }
}
