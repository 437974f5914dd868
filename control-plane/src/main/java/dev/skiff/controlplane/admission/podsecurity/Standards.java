package dev.skiff.controlplane.admission.podsecurity;

import static dev.skiff.controlplane.admission.podsecurity.Control.baseline;
import static dev.skiff.controlplane.admission.podsecurity.Control.restricted;
import static dev.skiff.controlplane.admission.podsecurity.Control.since;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The Pod Security Standards in all their versions
 * (https://k8s.io/docs/concepts/security/pod-security-standards).
 */
final class Standards {
  /** In the order of upstream's messages. */
  private static final List<Control> CONTROLS =
      List.of(
          baseline("appArmorProfile", since(0, BaselineChecks::appArmor)),
          baseline("capabilities_baseline", since(0, BaselineChecks::capabilities)),
          baseline("hostNamespaces", since(0, BaselineChecks::hostNamespaces)),
          baseline("hostPathVolumes", since(0, BaselineChecks::hostPathVolumes)),
          baseline("hostPorts", since(0, BaselineChecks::hostPorts)),
          baseline("hostProbesAndHostLifecycle", since(34, BaselineChecks::probeHosts)),
          baseline("privileged", since(0, BaselineChecks::privileged)),
          baseline(
              "procMount",
              since(0, BaselineChecks::procMount),
              since(35, userNamespacesMay(BaselineChecks::procMount))),
          baseline(
              "seLinuxOptions",
              since(0, pod -> BaselineChecks.seLinux(pod, BaselineChecks.SELINUX_TYPES)),
              since(31, pod -> BaselineChecks.seLinux(pod, BaselineChecks.SELINUX_TYPES_31))),
          baseline(
              "seccompProfile_baseline",
              since(0, BaselineChecks::seccompAnnotations),
              since(19, BaselineChecks::seccomp)),
          baseline(
              "sysctls",
              since(0, pod -> BaselineChecks.sysctls(pod, 5)),
              since(27, pod -> BaselineChecks.sysctls(pod, 6)),
              since(29, pod -> BaselineChecks.sysctls(pod, 10)),
              since(32, pod -> BaselineChecks.sysctls(pod, 12))),
          baseline("windowsHostProcess", since(0, BaselineChecks::windowsHostProcess)),
          restricted(
              "allowPrivilegeEscalation",
              "",
              since(8, RestrictedChecks::privilegeEscalation),
              since(25, windowsMay(RestrictedChecks::privilegeEscalation))),
          restricted(
              "capabilities_restricted",
              "capabilities_baseline",
              since(22, RestrictedChecks::capabilities),
              since(25, windowsMay(RestrictedChecks::capabilities))),
          restricted("procMount_restricted", "procMount", since(35, BaselineChecks::procMount)),
          restricted("restrictedVolumes", "hostPathVolumes", since(0, RestrictedChecks::volumes)),
          restricted(
              "runAsNonRoot",
              "",
              since(0, RestrictedChecks::nonRoot),
              since(35, userNamespacesMay(RestrictedChecks::nonRoot))),
          restricted(
              "runAsUser",
              "",
              since(23, RestrictedChecks::user),
              since(35, userNamespacesMay(RestrictedChecks::user))),
          restricted(
              "seccompProfile_restricted",
              "seccompProfile_baseline",
              since(19, RestrictedChecks::seccomp),
              since(25, windowsMay(RestrictedChecks::seccomp))));

  private Standards() {}

  /** All that the Pod does against a level of a version. */
  static List<Violation> violations(LevelVersion asked, PodView pod) {
    if (asked.privileged()) return List.of();
    List<Control> held = new ArrayList<>();
    for (Control each : CONTROLS) {
      if (each.level().compareTo(asked.level()) <= 0 && each.at(asked.minor()) != null) {
        held.add(each);
      }
    }
    Set<String> replaced = held.stream().map(Control::replaces).collect(Collectors.toSet());
    return held.stream()
        .filter(control -> !replaced.contains(control.id()))
        .map(control -> control.at(asked.minor()).look(pod))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Root in a user namespace of its own is nobody outside (KEP-127). */
  private static Check userNamespacesMay(Check check) {
    return pod -> pod.inUserNamespace() ? null : check.look(pod);
  }

  /** Windows knows no such thing; validation refuses it there. */
  private static Check windowsMay(Check check) {
    return pod -> pod.windows() ? null : check.look(pod);
  }
}
