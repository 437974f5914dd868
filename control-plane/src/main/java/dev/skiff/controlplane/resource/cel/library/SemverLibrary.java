package dev.skiff.controlplane.resource.cel.library;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLibrary;
import dev.skiff.controlplane.resource.cel.Functions;
import dev.skiff.controlplane.resource.cel.OpaqueValue;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Semantic versions, version 2.0.0 of their specification. */
public final class SemverLibrary implements CelLibrary {
  private static final OpaqueType TYPE = OpaqueType.create("kubernetes.Semver");
  private static final String NUMBER = "(0|[1-9]\\d*)";
  private static final String PART = "(?:\\d*+[a-zA-Z-][0-9a-zA-Z-]*+|0|[1-9]\\d*+)";
  private static final Pattern VERSION =
      Pattern.compile(
          "%s\\.%s\\.%s(?:-(%s(?:\\.%s)*+))?(?:\\+[0-9a-zA-Z-]++(?:\\.[0-9a-zA-Z-]++)*+)?"
              .formatted(NUMBER, NUMBER, NUMBER, PART, PART));

  private record Version(long major, long minor, long patch, String preRelease)
      implements OpaqueValue, Comparable<Version> {
    @Override
    public CelType type() {
      return TYPE;
    }

    @Override
    public int compareTo(Version other) {
      int order = Long.compare(major, other.major);
      if (order == 0) order = Long.compare(minor, other.minor);
      if (order == 0) order = Long.compare(patch, other.patch);
      return order == 0 ? compareRelease(preRelease, other.preRelease) : order;
    }

    /** A release comes after what led to it; numbers come before words. */
    private static int compareRelease(String left, String right) {
      if (left.isEmpty() || right.isEmpty()) {
        return Boolean.compare(left.isEmpty(), right.isEmpty());
      }
      String[] one = left.split("\\.");
      String[] other = right.split("\\.");
      for (int i = 0; i < Math.min(one.length, other.length); i++) {
        int order = comparePart(one[i], other[i]);
        if (order != 0) return order;
      }
      return Integer.compare(one.length, other.length);
    }

    private static int comparePart(String left, String right) {
      boolean number = left.matches("\\d+");
      if (number != right.matches("\\d+")) return number ? -1 : 1;
      // Numbers have no zeros in front: the longer one is the larger one.
      int order = number ? Integer.compare(left.length(), right.length()) : 0;
      return order == 0 ? Integer.signum(left.compareTo(right)) : order;
    }
  }

  @Override
  public void addTo(Functions functions) {
    functions.type(TYPE);
    List<CelType> one = List.of(TYPE);
    List<CelType> two = List.of(TYPE, TYPE);
    functions.global(
        "semver", "string_to_semver", TYPE, List.of(STRING), v -> parse((String) v[0], false));
    functions.global(
        "semver",
        "string_bool_to_semver",
        TYPE,
        List.of(STRING, BOOL),
        v -> parse((String) v[0], (Boolean) v[1]));
    functions.global(
        "isSemver", "is_semver_string", BOOL, List.of(STRING), v -> isVersion(v[0], false));
    functions.global(
        "isSemver",
        "is_semver_string_bool",
        BOOL,
        List.of(STRING, BOOL),
        v -> isVersion(v[0], (Boolean) v[1]));
    functions.member(
        "isGreaterThan", "semver_is_greater_than", BOOL, two, v -> compare(v[0], v[1]) > 0);
    functions.member("isLessThan", "semver_is_less_than", BOOL, two, v -> compare(v[0], v[1]) < 0);
    functions.member("compareTo", "semver_compare_to", INT, two, v -> (long) compare(v[0], v[1]));
    functions.member("major", "semver_major", INT, one, v -> ((Version) v[0]).major);
    functions.member("minor", "semver_minor", INT, one, v -> ((Version) v[0]).minor);
    functions.member("patch", "semver_patch", INT, one, v -> ((Version) v[0]).patch);
  }

  private static int compare(Object left, Object right) {
    return ((Version) left).compareTo((Version) right);
  }

  private static boolean isVersion(Object text, boolean normalise) {
    try {
      parse((String) text, normalise);
      return true;
    } catch (CelException _) {
      return false;
    }
  }

  private static Version parse(String text, boolean normalise) {
    String version = normalise ? normalised(text) : text;
    Matcher parts = VERSION.matcher(version);
    if (!parts.matches()) {
      boolean incomplete = version.split("\\.", 3).length < 3;
      throw new CelException(
          version.isEmpty()
              ? "Version string empty"
              : incomplete
                  ? "No Major.Minor.Patch elements found"
                  : "Invalid character(s) found in version \"" + version + "\"");
    }
    try {
      return new Version(
          Long.parseLong(parts.group(1)),
          Long.parseLong(parts.group(2)),
          Long.parseLong(parts.group(3)),
          parts.group(4) == null ? "" : parts.group(4));
    } catch (NumberFormatException _) {
      throw new CelException("version number is out of range: " + version);
    }
  }

  /** Without a leading v, without leading zeros, and with the numbers that are missing. */
  private static String normalised(String text) {
    String version = text.startsWith("v") ? text.substring(1) : text;
    int end = 0;
    while (end < version.length() && "-+".indexOf(version.charAt(end)) < 0) end++;
    String[] numbers = version.substring(0, end).split("\\.", -1);
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < Math.max(3, numbers.length); i++) {
      if (i > 0) result.append('.');
      String number = i < numbers.length ? numbers[i] : "0";
      result.append(number.length() > 1 ? number.replaceFirst("^0+(?=.)", "") : number);
    }
    return result + version.substring(end);
  }
}
