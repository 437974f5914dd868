package dev.skiff.controlplane.admission.podsecurity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a namespace's labels ask of its Pods. Labels that make no sense ask for the most when Pods
 * are enforced, and for nothing when they are only looked at.
 *
 * @param enforce what Pods are refused for
 * @param audit what the audit log tells of
 * @param warn what the caller is warned of; as {@code enforce} unless labels say otherwise
 * @param errors what is wrong with the labels
 */
record NamespacePolicy(
    LevelVersion enforce, LevelVersion audit, LevelVersion warn, FieldErrors errors) {
  private static final String LABEL = "pod-security.kubernetes.io/";
  private static final Pattern VERSION = Pattern.compile("v1\\.([0-9]|[1-9][0-9]*)");
  private static final LevelVersion FREE = new LevelVersion(Level.PRIVILEGED, LevelVersion.LATEST);

  /** Reads the labels of a namespace; they may be missing. */
  static NamespacePolicy of(JsonNode labels) {
    FieldErrors errors = new FieldErrors();
    LevelVersion enforce = read(labels, "enforce", Level.RESTRICTED, errors);
    LevelVersion audit = read(labels, "audit", Level.PRIVILEGED, errors);
    LevelVersion warn = read(labels, "warn", Level.PRIVILEGED, errors);
    boolean follows =
        !labels.has(LABEL + "warn")
            && Level.of(labels.path(LABEL + "enforce").asText()) != null
            && enforce.level().compareTo(warn.level()) > 0;
    if (follows) {
      warn = warn.withLevel(enforce.level());
      if (!labels.has(LABEL + "warn-version")) warn = warn.withMinor(enforce.minor());
    }
    return new NamespacePolicy(enforce, audit, warn, errors);
  }

  /** Whether no Pod is looked at. */
  boolean fullyPrivileged() {
    return enforce.privileged() && audit.privileged() && warn.privileged();
  }

  private static LevelVersion read(
      JsonNode labels, String mode, Level otherwise, FieldErrors errors) {
    LevelVersion asked = FREE;
    if (labels.has(LABEL + mode)) {
      String text = labels.path(LABEL + mode).asText();
      Level level = Level.of(text);
      if (level == null)
        wrong(errors, mode, text, "must be one of privileged, baseline, restricted");
      asked = asked.withLevel(level == null ? otherwise : level);
    }
    String key = mode + "-version";
    String version = labels.path(LABEL + key).asText("latest");
    if (version.equals("latest")) return asked;
    Matcher matcher = VERSION.matcher(version);
    if (matcher.matches()) {
      try {
        return asked.withMinor(Integer.parseInt(matcher.group(1)));
      } catch (NumberFormatException tooLarge) {
        // Reported below.
      }
    }
    wrong(errors, key, version, "must be \"latest\" or \"v1.x\"");
    return asked;
  }

  private static void wrong(FieldErrors errors, String label, String value, String why) {
    errors.invalid("metadata.labels[" + LABEL + label + "]", value, why);
  }
}
