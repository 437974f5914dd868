package dev.skiff.controlplane.admission.podsecurity;

import static dev.skiff.controlplane.admission.podsecurity.PodView.containers;
import static dev.skiff.controlplane.admission.podsecurity.PodView.plural;
import static dev.skiff.controlplane.admission.podsecurity.PodView.quoted;
import static dev.skiff.controlplane.admission.podsecurity.PodView.securityContext;
import static dev.skiff.controlplane.admission.podsecurity.PodView.setters;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The controls of the level "baseline"
 * (https://k8s.io/docs/concepts/security/pod-security-standards).
 */
final class BaselineChecks {
  private static final String SECCOMP = "seccomp.security.alpha.kubernetes.io/";
  private static final String APPARMOR = "container.apparmor.security.beta.kubernetes.io/";

  private static final Set<String> CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  static final Set<String> SELINUX_TYPES =
      Set.of("", "container_t", "container_init_t", "container_kvm_t");

  /** From version 1.31 on. */
  static final Set<String> SELINUX_TYPES_31 =
      Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");

  /** In the order in which versions allowed them. */
  private static final List<String> SYSCTLS =
      List.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.ping_group_range",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes",
          "net.ipv4.tcp_rmem",
          "net.ipv4.tcp_wmem");

  private static final Set<String> LOCAL_HOSTS = Set.of("", "127.0.0.1", "::1");

  private BaselineChecks() {}

  static Violation appArmor(PodView pod) {
    Predicate<JsonNode> forbidden =
        context -> context.path("appArmorProfile").path("type").asText().equals("Unconfined");
    boolean podSets = forbidden.test(pod.securityContext());
    List<String> names = pod.names(each -> forbidden.test(securityContext(each)));
    Set<String> values = new TreeSet<>();
    List<String> setters = new ArrayList<>();
    if (podSets || !names.isEmpty()) {
      values.add("Unconfined");
      setters.add(setters(podSets, names));
    }
    int annotations = 0;
    for (var annotation : pod.metadata().path("annotations").properties()) {
      String value = annotation.getValue().asText();
      boolean confined =
          value.isEmpty() || value.equals("runtime/default") || value.startsWith("localhost/");
      if (!annotation.getKey().startsWith(APPARMOR) || confined) continue;
      values.add(annotation.getKey() + "=\"" + value + "\"");
      annotations++;
    }
    if (annotations > 0) setters.add(plural("annotation", annotations));
    if (setters.isEmpty()) return null;
    return new Violation(
        plural("forbidden AppArmor profile", values.size()),
        "%s must not set AppArmor profile type to %s"
            .formatted(String.join(" and ", setters), quoted(values)));
  }

  static Violation capabilities(PodView pod) {
    Set<String> added = new TreeSet<>();
    List<String> names = pod.names(each -> adds(each, CAPABILITIES, added));
    return names.isEmpty()
        ? null
        : new Violation("non-default capabilities", mustNotAdd(names, added));
  }

  /** Whether a container adds capabilities that are not allowed; they are collected. */
  static boolean adds(JsonNode container, Set<String> allowed, Set<String> collected) {
    boolean adds = false;
    for (JsonNode each : securityContext(container).path("capabilities").path("add")) {
      if (allowed.contains(each.asText())) continue;
      collected.add(each.asText());
      adds = true;
    }
    return adds;
  }

  static String mustNotAdd(List<String> names, Set<String> added) {
    return "%s must not include %s in securityContext.capabilities.add"
        .formatted(containers(names), quoted(added));
  }

  static Violation hostNamespaces(PodView pod) {
    List<String> used = new ArrayList<>();
    for (String each : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (pod.spec().path(each).asBoolean()) used.add(each + "=true");
    }
    return used.isEmpty() ? null : new Violation("host namespaces", String.join(", ", used));
  }

  static Violation hostPathVolumes(PodView pod) {
    List<String> names = new ArrayList<>();
    for (JsonNode volume : pod.spec().path("volumes")) {
      if (volume.hasNonNull("hostPath")) names.add(volume.path("name").asText());
    }
    if (names.isEmpty()) return null;
    return new Violation("hostPath volumes", plural("volume", names.size()) + " " + quoted(names));
  }

  static Violation hostPorts(PodView pod) {
    Set<String> ports = new TreeSet<>();
    List<String> names =
        pod.names(
            each -> {
              boolean uses = false;
              for (JsonNode port : each.path("ports")) {
                int number = port.path("hostPort").asInt();
                if (number == 0) continue;
                ports.add(String.valueOf(number));
                uses = true;
              }
              return uses;
            });
    if (names.isEmpty()) return null;
    return new Violation(
        "hostPort",
        "%s %s %s %s"
            .formatted(
                containers(names),
                names.size() == 1 ? "uses" : "use",
                plural("hostPort", ports.size()),
                String.join(", ", ports)));
  }

  static Violation probeHosts(PodView pod) {
    Set<String> hosts = new TreeSet<>();
    List<String> names =
        pod.names(
            each -> {
              List<JsonNode> handlers = new ArrayList<>();
              for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
                handlers.add(each.path(probe));
              }
              handlers.add(each.path("lifecycle").path("postStart"));
              handlers.add(each.path("lifecycle").path("preStop"));
              boolean uses = false;
              for (JsonNode handler : handlers) {
                for (String action : List.of("httpGet", "tcpSocket")) {
                  String host = handler.path(action).path("host").asText();
                  if (LOCAL_HOSTS.contains(host)) continue;
                  hosts.add(host);
                  uses = true;
                }
              }
              return uses;
            });
    if (names.isEmpty()) return null;
    return new Violation(
        "probe or lifecycle host",
        "%s %s %s %s"
            .formatted(
                containers(names),
                names.size() == 1 ? "uses" : "use",
                plural("probe or lifecycle host", hosts.size()),
                quoted(hosts)));
  }

  static Violation privileged(PodView pod) {
    List<String> names = pod.names(each -> securityContext(each).path("privileged").asBoolean());
    return names.isEmpty()
        ? null
        : new Violation(
            "privileged", containers(names) + " must not set securityContext.privileged=true");
  }

  static Violation procMount(PodView pod) {
    Set<String> values = new TreeSet<>();
    List<String> names =
        pod.names(
            each -> {
              String value = securityContext(each).path("procMount").asText();
              if (value.isEmpty() || value.equals("Default")) return false;
              values.add(value);
              return true;
            });
    if (names.isEmpty()) return null;
    return new Violation(
        "procMount",
        "%s must not set securityContext.procMount to %s"
            .formatted(containers(names), quoted(values)));
  }

  static Violation seLinux(PodView pod, Set<String> allowed) {
    Set<String> types = new TreeSet<>();
    Set<String> fields = new LinkedHashSet<>();
    Predicate<JsonNode> forbidden =
        context -> {
          JsonNode options = context.path("seLinuxOptions");
          String type = options.path("type").asText();
          boolean badType = !allowed.contains(type);
          if (badType) types.add(type);
          boolean badField = false;
          for (String field : List.of("user", "role")) {
            if (options.path(field).asText().isEmpty()) continue;
            fields.add(field + " may not be set");
            badField = true;
          }
          return badType || badField;
        };
    boolean podSets = forbidden.test(pod.securityContext());
    List<String> names = pod.names(each -> forbidden.test(securityContext(each)));
    if (!podSets && names.isEmpty()) return null;
    List<String> what = new ArrayList<>();
    if (!types.isEmpty()) what.add(plural("type", types.size()) + " " + quoted(types));
    what.addAll(fields);
    return new Violation(
        "seLinuxOptions",
        "%s set forbidden securityContext.seLinuxOptions: %s"
            .formatted(setters(podSets, names), String.join("; ", what)));
  }

  static Violation seccomp(PodView pod) {
    boolean podSets = unconfined(pod.securityContext());
    List<String> names = pod.names(each -> unconfined(securityContext(each)));
    if (!podSets && names.isEmpty()) return null;
    return new Violation(
        "seccompProfile",
        setters(podSets, names)
            + " must not set securityContext.seccompProfile.type to \"Unconfined\"");
  }

  /** Before there was a field for it. */
  static Violation seccompAnnotations(PodView pod) {
    Set<String> forbidden = new TreeSet<>();
    JsonNode annotations = pod.metadata().path("annotations");
    List<String> keys = new ArrayList<>(List.of(SECCOMP + "pod"));
    for (JsonNode each : pod.containers()) {
      keys.add("container." + SECCOMP + each.path("name").asText());
    }
    for (String key : keys) {
      String value = annotations.path(key).asText();
      boolean fine =
          !annotations.has(key)
              || value.equals("runtime/default")
              || value.equals("docker/default")
              || value.startsWith("localhost/");
      if (!fine) forbidden.add(key + "=\"" + value + "\"");
    }
    if (forbidden.isEmpty()) return null;
    return new Violation(
        "seccompProfile",
        "forbidden %s %s"
            .formatted(plural("annotation", forbidden.size()), String.join(", ", forbidden)));
  }

  static boolean unconfined(JsonNode context) {
    return context.path("seccompProfile").path("type").asText().equals("Unconfined");
  }

  /**
   * @param known how many of the list are allowed
   */
  static Violation sysctls(PodView pod, int known) {
    List<String> allowed = SYSCTLS.subList(0, known);
    List<String> names = new ArrayList<>();
    for (JsonNode sysctl : pod.securityContext().path("sysctls")) {
      String name = sysctl.path("name").asText();
      if (!allowed.contains(name)) names.add(name);
    }
    return names.isEmpty() ? null : new Violation("forbidden sysctls", String.join(", ", names));
  }

  static Violation windowsHostProcess(PodView pod) {
    Predicate<JsonNode> set =
        context -> context.path("windowsOptions").path("hostProcess").asBoolean();
    boolean podSets = set.test(pod.securityContext());
    List<String> names = pod.names(each -> set.test(securityContext(each)));
    if (!podSets && names.isEmpty()) return null;
    return new Violation(
        "hostProcess",
        setters(podSets, names) + " must not set securityContext.windowsOptions.hostProcess=true");
  }
}
