package dev.skiff.agent.pod;

import dev.skiff.agent.container.NodeSettings;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A pod's host name and its /etc/hosts. */
final class HostNames {

  private static final int MAX_HOST_NAME = 63;
  private static final Path NODE_HOSTS = Path.of("/etc/hosts");

  private HostNames() {}

  /** The host name: its own setting, else the pod's name, cut to what the kernel takes. */
  static String hostname(Pod pod, NodeSettings node) {
    if (pod.getSpec().getHostnameOverride() != null) {
      return pod.getSpec().getHostnameOverride();
    }
    String name = shortName(pod);
    if (Boolean.TRUE.equals(pod.getSpec().getSetHostnameAsFQDN())) {
      String domain = domain(pod, node);
      return domain.isEmpty() ? name : name + "." + domain;
    }
    return name;
  }

  /** The content of the pod's /etc/hosts. */
  static String hosts(Pod pod, List<String> podIps, NodeSettings node) throws IOException {
    StringBuilder text = new StringBuilder();
    if (Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
      text.append("# Kubernetes-managed hosts file (host network).\n");
      text.append(Files.exists(NODE_HOSTS) ? Files.readString(NODE_HOSTS) : "");
    } else {
      text.append("# Kubernetes-managed hosts file.\n");
      text.append("127.0.0.1\tlocalhost\n");
      text.append("::1\tlocalhost ip6-localhost ip6-loopback\n");
      text.append("fe00::0\tip6-localnet\n");
      text.append("fe00::0\tip6-mcastprefix\n");
      text.append("fe00::1\tip6-allnodes\n");
      text.append("fe00::2\tip6-allrouters\n");
      String domain = domain(pod, node);
      String names =
          domain.isEmpty() ? shortName(pod) : shortName(pod) + "." + domain + "\t" + shortName(pod);
      podIps.forEach(ip -> text.append(ip).append('\t').append(names).append('\n'));
    }
    List<HostAlias> aliases = pod.getSpec().getHostAliases();
    if (aliases != null && !aliases.isEmpty()) {
      text.append("\n# Entries added by HostAliases.\n");
      for (HostAlias alias : aliases) {
        text.append(alias.getIp())
            .append('\t')
            .append(String.join("\t", alias.getHostnames()))
            .append('\n');
      }
    }
    return text.toString();
  }

  private static String shortName(Pod pod) {
    String own = pod.getSpec().getHostname();
    String name = own == null || own.isEmpty() ? pod.getMetadata().getName() : own;
    return name.length() <= MAX_HOST_NAME
        ? name
        : name.substring(0, MAX_HOST_NAME).replaceAll("[-.]+$", "");
  }

  private static String domain(Pod pod, NodeSettings node) {
    String subdomain = pod.getSpec().getSubdomain();
    return subdomain == null || subdomain.isEmpty()
        ? ""
        : subdomain + "." + pod.getMetadata().getNamespace() + ".svc." + node.clusterDomain();
  }
}
