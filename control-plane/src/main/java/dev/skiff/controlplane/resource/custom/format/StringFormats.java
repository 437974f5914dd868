package dev.skiff.controlplane.resource.custom.format;

import static java.util.Map.entry;

import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.SchemaDuration;
import dev.skiff.controlplane.resource.validation.Names;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Formats of texts that schemas of custom resources may demand; others demand nothing. All take
 * time linear in the text.
 */
public final class StringFormats {
  private static final String SPACE = "[\\t\\n\\f\\r ]*+";
  private static final String SHADE = SPACE + "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)" + SPACE;
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final Pattern TIME =
      Pattern.compile(
          "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:[^\\n]\\d++)?(?:[zZ]|[+-]\\d\\d:\\d\\d)");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]++={0,2}");

  private static final Map<String, Predicate<String>> ALL =
      Map.ofEntries(
          entry("bsonobjectid", like("[0-9a-fA-F]{24}")),
          entry("byte", StringFormats::isBase64),
          entry("cidr", NetworkFormats::isCidr),
          entry("creditcard", NumberFormats::isCreditCard),
          entry("date", StringFormats::isDate),
          entry("datetime", StringFormats::isDateTime),
          entry("duration", StringFormats::isDuration),
          entry("email", EmailAddress::isOne),
          entry("hexcolor", like("#?(?:[0-9a-fA-F]{3}){1,2}")),
          entry("hostname", NetworkFormats::isHostname),
          entry("ipv4", NetworkFormats::isIpv4),
          entry("ipv6", NetworkFormats::isIpv6),
          entry("isbn", text -> NumberFormats.isIsbn10(text) || NumberFormats.isIsbn13(text)),
          entry("isbn10", NumberFormats::isIsbn10),
          entry("isbn13", NumberFormats::isIsbn13),
          entry("k8slongname", text -> Names.subdomain(text).isEmpty()),
          entry("k8sshortname", text -> Names.label(text).isEmpty()),
          entry("mac", NetworkFormats::isMac),
          entry("password", text -> true),
          entry("rgbcolor", like("rgb\\(" + SHADE + "," + SHADE + "," + SHADE + "\\)")),
          entry("ssn", like("\\d{3}[- ]\\d\\d[- ]\\d{4}")),
          entry("uri", RequestUri::isOne),
          entry("uuid", uuid("x", "x")),
          entry("uuid3", uuid("3", "x")),
          entry("uuid4", uuid("4", "[89abAB]")),
          entry("uuid5", uuid("5", "[89abAB]")));

  private StringFormats() {}

  /**
   * What a format demands; null if that is nothing.
   *
   * @param format dashes in its name mean nothing; may be empty
   */
  public static Predicate<String> of(String format) {
    return ALL.get(format.replace("-", ""));
  }

  private static Predicate<String> like(String expression) {
    return Pattern.compile(expression).asMatchPredicate();
  }

  /**
   * @param version digit that begins the third group, x for any
   * @param variant the same of the fourth group
   */
  private static Predicate<String> uuid(String version, String variant) {
    String form = "x{8}-?x{4}-?" + version + "x{3}-?" + variant + "x{3}-?x{12}";
    return like(form.replace("x", "[0-9a-fA-F]"));
  }

  private static boolean isBase64(String text) {
    return text.length() % 4 == 0 && BASE64.matcher(text).matches();
  }

  private static boolean isDate(String text) {
    if (!DATE.matcher(text).matches()) return false;
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeException _) {
      return false;
    }
  }

  /** What comes after a second T is not looked at. */
  private static boolean isDateTime(String text) {
    String[] parts = text.split("[tT]", 3);
    return parts.length > 1 && isDate(parts[0]) && TIME.matcher(parts[1]).matches();
  }

  private static boolean isDuration(String text) {
    try {
      SchemaDuration.parse(text);
      return true;
    } catch (CelException _) {
      return false;
    }
  }
}
