package dev.skiff.cni;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the runtime asks for, by environment variables (CNI specification, section 2).
 *
 * @param command ADD, DEL, CHECK, GC, STATUS or VERSION
 * @param containerId the pod's sandbox; empty where the command has none
 * @param namespace the pod's network namespace; null if the runtime gave none
 * @param interfaceName name of the pod's interface; empty where the command has none
 */
record Invocation(String command, String containerId, Path namespace, String interfaceName) {
  private static final String IDENTIFIER = "[a-zA-Z0-9][a-zA-Z0-9_.\\-]*";

  /** Reads and checks the variables. */
  static Invocation of(Map<String, String> environment) throws CniException {
    String command = environment.getOrDefault("CNI_COMMAND", "");
    boolean attachment =
        switch (command) {
          case "ADD", "DEL", "CHECK" -> true;
          case "GC", "STATUS", "VERSION" -> false;
          case "" -> throw invalid("CNI_COMMAND is not set");
          default -> throw invalid("CNI_COMMAND " + command + " is unknown");
        };
    String containerId = environment.getOrDefault("CNI_CONTAINERID", "");
    String namespace = environment.getOrDefault("CNI_NETNS", "");
    String interfaceName = environment.getOrDefault("CNI_IFNAME", "");
    if (attachment) {
      if (!containerId.matches(IDENTIFIER)) {
        throw invalid("CNI_CONTAINERID must be set to letters, digits and _.-");
      }
      if (interfaceName.isEmpty()
          || interfaceName.length() > 15
          || interfaceName.matches(".*[/:\\s].*")
          || interfaceName.matches("\\.\\.?")) {
        throw invalid("CNI_IFNAME must be set to an interface name of 1 to 15 characters");
      }
      if (namespace.isEmpty() && !command.equals("DEL")) {
        throw invalid("CNI_NETNS is not set");
      }
    }
    return new Invocation(
        command, containerId, namespace.isEmpty() ? null : Path.of(namespace), interfaceName);
  }

  /** Name of the host's end of the pod's veth pair: always the same for the same attachment. */
  String hostInterface() {
    long hash = 0xcbf29ce484222325L; // FNV-1a, 64 bits
    for (char c : (containerId + "/" + interfaceName).toCharArray()) {
      hash = (hash ^ c) * 0x100000001b3L;
    }
    return "veth" + String.format("%016x", hash).substring(0, 11);
  }

  private static CniException invalid(String message) {
    return new CniException(CniException.INVALID_ENVIRONMENT, message);
  }
}
