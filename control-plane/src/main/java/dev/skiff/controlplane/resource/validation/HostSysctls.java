package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Kernel parameters of a namespace that the Pod shares with its host are the host's. */
final class HostSysctls {
  private static final List<String> IPC = List.of("kernel.shm", "kernel.msg", "fs.mqueue.");

  private HostSysctls() {}

  /**
   * @param path of the Pod's spec
   */
  static void check(String path, JsonNode spec, FieldErrors errors) {
    boolean network = spec.path("hostNetwork").asBoolean();
    boolean ipc = spec.path("hostIPC").asBoolean();
    JsonNode sysctls = spec.path("securityContext").path("sysctls");
    for (int i = 0; i < sysctls.size(); i++) {
      String given = sysctls.get(i).path("name").asText("");
      String name = dotted(given);
      String field = path + ".securityContext.sysctls[" + i + "].name";
      if (network && name.startsWith("net.")) {
        errors.invalid(field, given, "may not be specified when 'hostNetwork' is true");
      } else if (ipc && (name.equals("kernel.sem") || IPC.stream().anyMatch(name::startsWith))) {
        errors.invalid(field, given, "may not be specified when 'hostIPC' is true");
      }
    }
  }

  /** Names may be written with slashes; then their dots are meant as they are. */
  private static String dotted(String name) {
    int separator = 0;
    while (separator < name.length() && "./".indexOf(name.charAt(separator)) < 0) separator++;
    if (separator == name.length() || name.charAt(separator) == '.') return name;
    StringBuilder swapped = new StringBuilder(name);
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      if (letter == '/') swapped.setCharAt(i, '.');
      if (letter == '.') swapped.setCharAt(i, '/');
    }
    return swapped.toString();
  }
}
