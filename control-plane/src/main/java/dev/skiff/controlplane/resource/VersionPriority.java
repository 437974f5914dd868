package dev.skiff.controlplane.resource;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order in which versions of a group are offered: GA before beta before alpha, newer before
 * older, names of another form last. Prescribed by the documentation of CustomResourceDefinition
 * versions.
 */
public final class VersionPriority {
  /** Preferred versions first. */
  public static final Comparator<String> PREFERRED_FIRST =
      Comparator.comparing(VersionPriority::sortKey);

  private static final Pattern FORM =
      Pattern.compile("v([1-9]\\d{0,8})(?:(alpha|beta)([1-9]\\d{0,8}))?");

  private VersionPriority() {}

  static String sortKey(String version) {
    Matcher matcher = FORM.matcher(version);
    if (!matcher.matches()) return "3 " + version;
    String stage = matcher.group(2);
    int rank = stage == null ? 0 : stage.equals("beta") ? 1 : 2;
    int major = Integer.parseInt(matcher.group(1));
    int minor = stage == null ? 0 : Integer.parseInt(matcher.group(3));
    return rank + " " + String.format("%010d %010d", 1_000_000_000 - major, 1_000_000_000 - minor);
  }
}
