package dev.skiff.controlplane.admission.podsecurity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
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
  /** What the labels begin with. */
  static final String LABEL = "pod-security.kubernetes.io/";

  /** What they end in. */
  static final Set<String> MODES =
      Set.of("enforce", "enforce-version", "audit", "audit-version", "warn", "warn-version");

  /** Asks for nothing. */
  static final NamespacePolicy FREE = free();

  private static final Pattern VERSION = Pattern.compile("v1\\.([0-9]|[1-9][0-9]*)");

  private static NamespacePolicy free() {
    LevelVersion any = new LevelVersion(Level.PRIVILEGED, LevelVersion.LATEST);
    return new NamespacePolicy(any, any, any, new FieldErrors());
  }

  /**
   * Reads the labels of a namespace; they may be missing.
   *
   * @param defaults holds where they say nothing
   */
  static NamespacePolicy of(JsonNode labels, NamespacePolicy defaults) {
    NamespacePolicy asked = modes(labels, defaults);
    LevelVersion enforce = asked.enforce;
    LevelVersion warn = asked.warn;
    boolean follows =
        !labels.has(LABEL + "warn")
            && Level.of(labels.path(LABEL + "enforce").asText()) != null
            && enforce.level().compareTo(warn.level()) > 0;
    if (!follows) return asked;
    warn = warn.withLevel(enforce.level());
    if (!labels.has(LABEL + "warn-version")) warn = warn.withMinor(enforce.minor());
    return new NamespacePolicy(enforce, asked.audit, warn, asked.errors);
  }

  /** Each mode for itself: warnings do not follow what is enforced. */
  static NamespacePolicy modes(JsonNode labels, NamespacePolicy defaults) {
    FieldErrors errors = new FieldErrors();
    return new NamespacePolicy(
        read(labels, "enforce", defaults.enforce, Level.RESTRICTED, errors),
        read(labels, "audit", defaults.audit, Level.PRIVILEGED, errors),
        read(labels, "warn", defaults.warn, Level.PRIVILEGED, errors),
        errors);
  }

  /** Whether two ask for the same. */
  boolean sameAs(NamespacePolicy other) {
    return enforce.equals(other.enforce) && audit.equals(other.audit) && warn.equals(other.warn);
  }

  /** The modes that labels ask for and that are not privileged. */
  String strictModes(JsonNode labels) {
    StringJoiner modes = new StringJoiner(", ");
    Map<String, LevelVersion> all = new LinkedHashMap<>();
    all.put("enforce", enforce);
    all.put("audit", audit);
    all.put("warn", warn);
    all.forEach(
        (mode, asked) -> {
          boolean said = labels.has(LABEL + mode) || labels.has(LABEL + mode + "-version");
          if (said && !asked.privileged()) modes.add(mode + "=" + asked);
        });
    return modes.toString();
  }

  /** Whether no Pod is looked at. */
  boolean fullyPrivileged() {
    return enforce.privileged() && audit.privileged() && warn.privileged();
  }

  private static LevelVersion read(
      JsonNode labels, String mode, LevelVersion asked, Level otherwise, FieldErrors errors) {
    if (labels.has(LABEL + mode)) {
      String text = labels.path(LABEL + mode).asText();
      Level level = Level.of(text);
      if (level == null)
        wrong(errors, mode, text, "must be one of privileged, baseline, restricted");
      asked = asked.withLevel(level == null ? otherwise : level);
    }
    String key = mode + "-version";
    if (!labels.has(LABEL + key)) return asked;
    String version = labels.path(LABEL + key).asText();
    if (version.equals("latest")) return asked.withMinor(LevelVersion.LATEST);
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
