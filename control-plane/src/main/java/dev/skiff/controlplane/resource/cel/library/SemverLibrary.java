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
import dev.skiff.controlplane.resource.validation.GoText;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Semantic versions, version 2.0.0 of their specification. */
public final class SemverLibrary implements CelLibrary {
  private static final OpaqueType TYPE = OpaqueType.create("kubernetes.Semver");
  private static final Pattern DIGITS = Pattern.compile("[0-9]*+");
  private static final Pattern WORD = Pattern.compile("[0-9A-Za-z-]*+");

  private record Version(long major, long minor, long patch, String preRelease)
      implements OpaqueValue, Comparable<Version> {
    @Override
    public CelType type() {
      return TYPE;
    }

    @Override
    public int compareTo(Version other) {
      int order = Long.compareUnsigned(major, other.major);
      if (order == 0) order = Long.compareUnsigned(minor, other.minor);
      if (order == 0) order = Long.compareUnsigned(patch, other.patch);
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
    if (version.isEmpty()) throw new CelException("Version string empty");
    String[] parts = version.split("\\.", 3);
    if (parts.length < 3) throw new CelException("No Major.Minor.Patch elements found");
    long major = coreNumber("Major number", parts[0]);
    long minor = coreNumber("Minor number", parts[1]);
    String[] built = parts[2].split("\\+", 2);
    String[] released = built[0].split("-", 2);
    long patch = coreNumber("Patch number", released[0]);
    String preRelease = released.length < 2 ? "" : released[1];
    if (released.length == 2) parts(preRelease).forEach(SemverLibrary::checkRelease);
    if (built.length == 2) parts(built[1]).forEach(SemverLibrary::checkBuild);
    return new Version(major, minor, patch, preRelease);
  }

  private static List<String> parts(String text) {
    return List.of(text.split("\\.", -1));
  }

  private static long coreNumber(String what, String digits) {
    require(DIGITS, what.toLowerCase(Locale.ROOT), digits);
    return number(what, digits);
  }

  /** An unsigned number; larger ones than a long's are below zero. */
  private static long number(String what, String digits) {
    if (digits.length() > 1 && digits.startsWith("0")) {
      throw new CelException(what + " must not contain leading zeroes " + GoText.quote(digits));
    }
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException _) {
      String why = digits.isEmpty() ? "invalid syntax" : "value out of range";
      throw new CelException("strconv.ParseUint: parsing \"" + digits + "\": " + why);
    }
  }

  private static void checkRelease(String part) {
    if (part.isEmpty()) throw new CelException("Prerelease is empty");
    if (DIGITS.matcher(part).matches()) number("Numeric PreRelease version", part);
    else require(WORD, "prerelease", part);
  }

  private static void checkBuild(String part) {
    if (part.isEmpty()) throw new CelException("Build meta data is empty");
    require(WORD, "build meta data", part);
  }

  private static void require(Pattern pattern, String what, String text) {
    if (pattern.matcher(text).matches()) return;
    throw new CelException("Invalid character(s) found in " + what + " " + GoText.quote(text));
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
