package dev.skiff.agent.admission;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Sysctl;
import java.util.List;
import java.util.Set;

/**
 * The sysctls a pod may set for itself: those of a namespace of its own that harm nobody else
 * (upstream's default list).
 */
final class SafeSysctls {

  private static final Set<String> SAFE =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.ping_group_range",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_rmem",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.tcp_wmem");

  private SafeSysctls() {}

  /** Null when the pod sets only such. */
  static Rejection check(Pod pod) {
    var context = pod.getSpec().getSecurityContext();
    List<Sysctl> sysctls =
        context == null || context.getSysctls() == null ? List.of() : context.getSysctls();
    for (Sysctl sysctl : sysctls) {
      String name = sysctl.getName().replace('/', '.');
      if (!SAFE.contains(name)) {
        return forbidden("\"" + name + "\" not allowlisted");
      }
      if (name.startsWith("net.") && Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
        return forbidden("\"" + name + "\" not allowed with host net enabled");
      }
      if (name.startsWith("kernel.") && Boolean.TRUE.equals(pod.getSpec().getHostIPC())) {
        return forbidden("\"" + name + "\" not allowed with host ipc enabled");
      }
    }
    return null;
  }

  private static Rejection forbidden(String what) {
    return new Rejection("SysctlForbidden", "forbidden sysctl: " + what);
  }
}
