package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** What a Pod's operating system allows, and the options that only Windows has. */
final class WindowsRules {
  private static final List<String> SYSTEMS = List.of("linux", "windows");
  private static final List<String> LISTS =
      List.of("initContainers", "containers", "ephemeralContainers");

  private static final List<String> NOT_OF_PODS =
      List.of("hostUsers", "hostPID", "hostIPC", "shareProcessNamespace");

  private static final List<String> NOT_OF_POD_CONTEXTS =
      List.of(
          "appArmorProfile",
          "seLinuxOptions",
          "seccompProfile",
          "fsGroup",
          "fsGroupChangePolicy",
          "sysctls",
          "runAsUser",
          "runAsGroup",
          "supplementalGroups",
          "supplementalGroupsPolicy",
          "seLinuxChangePolicy");

  private static final List<String> NOT_OF_CONTAINERS =
      List.of(
          "appArmorProfile",
          "seLinuxOptions",
          "seccompProfile",
          "capabilities",
          "readOnlyRootFilesystem",
          "privileged",
          "allowPrivilegeEscalation",
          "procMount",
          "runAsUser",
          "runAsGroup");

  private static final int SPECIFICATION = 64 * 1024;
  private static final int DOMAIN = 256;
  private static final int USER = 104;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern NETBIOS = Pattern.compile("[^\\\\/:*?\"<>|.][^\\\\/:*?\"<>|]{0,14}");
  private static final String DNS_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
  private static final Pattern DNS = Pattern.compile(DNS_LABEL + "(?:\\." + DNS_LABEL + ")*+");
  private static final Pattern DOTS = Pattern.compile("[. ]+");
  private static final Pattern FORBIDDEN = Pattern.compile("[\"/\\\\:;|=,+*?<>@\\[\\]]");

  private final String path;
  private final FieldErrors errors;

  /**
   * @param path where the specification is
   */
  WindowsRules(String path, FieldErrors errors) {
    this.path = path;
    this.errors = errors;
  }

  void check(JsonNode spec) {
    JsonNode context = spec.path("securityContext");
    options(path + ".securityContext.windowsOptions", context.path("windowsOptions"));
    contexts(spec, (at, own) -> options(at + ".windowsOptions", own.path("windowsOptions")));
    hostProcess(spec);
    if (!spec.path("os").isObject()) return;
    String system = spec.path("os").path("name").asText("");
    if (system.isEmpty()) errors.required(path + ".os.name");
    else if (!SYSTEMS.contains(system)) errors.unsupported(path + ".os", system, SYSTEMS);
    if (system.equals("linux")) {
      linux(path + ".securityContext", context);
      contexts(spec, this::linux);
    } else if (system.equals("windows")) {
      for (String field : NOT_OF_PODS) {
        boolean set = field.equals("hostPID") || field.equals("hostIPC");
        if (set ? spec.path(field).asBoolean() : spec.has(field)) notOnWindows(path + "." + field);
      }
      windows(path + ".securityContext", context, NOT_OF_POD_CONTEXTS);
      contexts(spec, (at, own) -> windows(at, own, NOT_OF_CONTAINERS));
    }
  }

  private void linux(String at, JsonNode context) {
    if (!context.has("windowsOptions")) return;
    errors.forbidden(at + ".windowsOptions", "windows options cannot be set for a linux pod");
  }

  private void windows(String at, JsonNode context, List<String> fields) {
    for (String field : fields) if (context.has(field)) notOnWindows(at + "." + field);
  }

  private void notOnWindows(String field) {
    errors.forbidden(field, "cannot be set for a windows pod");
  }

  private void contexts(JsonNode spec, BiConsumer<String, JsonNode> check) {
    for (String list : LISTS) {
      JsonNode containers = spec.path(list);
      for (int i = 0; i < containers.size(); i++) {
        String at = path + "." + list + "[" + i + "].securityContext";
        check.accept(at, containers.get(i).path("securityContext"));
      }
    }
  }

  private void hostProcess(JsonNode spec) {
    JsonNode ofPod = spec.at("/securityContext/windowsOptions/hostProcess");
    int[] counts = new int[2];
    contexts(
        spec,
        (at, context) -> {
          JsonNode own = context.path("windowsOptions").path("hostProcess");
          if (own.isBoolean() && ofPod.isBoolean() && !own.equals(ofPod)) {
            errors.invalid(
                at + ".windowsOptions.hostProcess",
                own,
                "pod hostProcess value must be identical if both are specified, was " + ofPod);
          }
          counts[0]++;
          if ((own.isBoolean() ? own : ofPod).asBoolean()) counts[1]++;
        });
    if (counts[1] == 0) return;
    if (counts[1] != counts[0]) {
      errors.invalid(
          path,
          "",
          "If pod contains any hostProcess containers then all containers must be HostProcess"
              + " containers");
    }
    if (!spec.path("hostNetwork").asBoolean()) {
      errors.invalid(
          path + ".hostNetwork",
          BooleanNode.FALSE,
          "hostNetwork must be true if pod contains any hostProcess containers");
    }
  }

  private void options(String at, JsonNode options) {
    JsonNode name = options.path("gmsaCredentialSpecName");
    if (name.isTextual()) {
      String field = at + ".gmsaCredentialSpecName";
      Names.subdomain(name.textValue()).forEach(wrong -> errors.invalid(field, name, wrong));
    }
    JsonNode specification = options.path("gmsaCredentialSpec");
    if (specification.isTextual()) {
      String field = at + ".gmsaCredentialSpec";
      int length = specification.textValue().length();
      if (length == 0) {
        errors.invalid(field, specification, "gmsaCredentialSpec cannot be an empty string");
      } else if (length > SPECIFICATION) {
        errors.invalid(field, specification, "gmsaCredentialSpec size must be under 64 KiB");
      }
    }
    JsonNode user = options.path("runAsUserName");
    if (user.isTextual()) user(at + ".runAsUserName", user.textValue());
  }

  private void user(String field, String name) {
    String[] parts = name.split("\\\\", -1);
    if (name.isEmpty()) {
      errors.invalidPointer(field, name, "runAsUserName cannot be an empty string");
    } else if (CONTROL.matcher(name).find()) {
      errors.invalidPointer(field, name, "runAsUserName cannot contain control characters");
    } else if (parts.length > 2) {
      errors.invalidPointer(field, name, "runAsUserName cannot contain more than one backslash");
    } else {
      if (parts.length == 2) domain(field, name, parts[0]);
      account(field, name, parts[parts.length - 1]);
    }
  }

  private void domain(String field, String name, String domain) {
    if (domain.length() >= DOMAIN) {
      errors.invalidPointer(
          field, name, "runAsUserName's Domain length must be under " + DOMAIN + " characters");
    }
    if (!NETBIOS.matcher(domain).matches() && !DNS.matcher(domain).matches()) {
      errors.invalidPointer(
          field, name, "runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
  }

  private void account(String field, String name, String account) {
    if (account.isEmpty()) {
      errors.invalidPointer(field, name, "runAsUserName's User cannot be empty");
    } else if (account.length() > USER) {
      errors.invalidPointer(
          field,
          name,
          "runAsUserName's User length must not be longer than " + USER + " characters");
    }
    if (DOTS.matcher(account).matches()) {
      errors.invalidPointer(
          field, name, "runAsUserName's User cannot contain only periods or spaces");
    }
    if (FORBIDDEN.matcher(account).find()) {
      errors.invalidPointer(
          field,
          name,
          "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
    }
  }
}
