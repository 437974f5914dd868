package dev.skiff.controlplane.admission.podsecurity;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A level of the Pod Security Standards with its controls, in the order of upstream's messages. */
enum Level {
  PRIVILEGED(List.of()),
  BASELINE(
      List.of(
          BaselineChecks::appArmor,
          BaselineChecks::capabilities,
          BaselineChecks::hostNamespaces,
          BaselineChecks::hostPathVolumes,
          BaselineChecks::hostPorts,
          BaselineChecks::probeHosts,
          BaselineChecks::privileged,
          BaselineChecks::procMount,
          BaselineChecks::seLinux,
          BaselineChecks::seccomp,
          BaselineChecks::sysctls,
          BaselineChecks::windowsHostProcess)),
  RESTRICTED(
      List.of(
          BaselineChecks::appArmor,
          BaselineChecks::hostNamespaces,
          BaselineChecks::hostPorts,
          BaselineChecks::probeHosts,
          BaselineChecks::privileged,
          BaselineChecks::procMount,
          BaselineChecks::seLinux,
          BaselineChecks::sysctls,
          BaselineChecks::windowsHostProcess,
          RestrictedChecks::privilegeEscalation,
          RestrictedChecks::capabilities,
          RestrictedChecks::volumes,
          RestrictedChecks::nonRoot,
          RestrictedChecks::user,
          RestrictedChecks::seccomp));

  private final List<Check> checks;

  Level(List<Check> checks) {
    this.checks = checks;
  }

  /** As labels write it; null if there is no such level. */
  static Level of(String text) {
    return switch (text) {
      case "privileged" -> PRIVILEGED;
      case "baseline" -> BASELINE;
      case "restricted" -> RESTRICTED;
      default -> null;
    };
  }

  /** All that the Pod does against this level, as one text; empty if nothing. */
  String violations(PodView pod) {
    return checks.stream()
        .map(check -> check.look(pod))
        .filter(Objects::nonNull)
        .map(Violation::toString)
        .collect(Collectors.joining(", "));
  }
}
