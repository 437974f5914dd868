package dev.skiff.controlplane.resource.cel.library;

import static dev.cel.common.types.SimpleType.STRING;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLibrary;
import dev.skiff.controlplane.resource.cel.Functions;
import dev.skiff.controlplane.resource.cel.OpaqueValue;
import dev.skiff.controlplane.resource.cel.Times;
import dev.skiff.controlplane.resource.validation.Names;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Named formats: {@code format.dns1123Label().validate(name)} gives what is wrong, if anything. */
public final class FormatLibrary implements CelLibrary {
  private static final OpaqueType TYPE = OpaqueType.create("kubernetes.NamedFormat");
  private static final String UUID =
      "(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}";
  private static final Map<String, Format> ALL = all();

  private interface Check {
    List<String> errors(String text);
  }

  /**
   * A format.
   *
   * @param size length of its pattern, for the cost of a check
   */
  private record Format(String name, Check check, long size) implements OpaqueValue {
    @Override
    public CelType type() {
      return TYPE;
    }
  }

  private static Map<String, Format> all() {
    Map<String, Format> all = new LinkedHashMap<>();
    add(all, "dns1123Label", Names::label, 30);
    add(all, "dns1123Subdomain", Names::subdomain, 60);
    add(all, "dns1035Label", Names::label1035, 30);
    add(all, "qualifiedName", Names::qualified, 60);
    add(all, "dns1123LabelPrefix", text -> Names.label(prefix(text)), 30);
    add(all, "dns1123SubdomainPrefix", text -> Names.subdomain(prefix(text)), 60);
    add(all, "dns1035LabelPrefix", text -> Names.label1035(prefix(text)), 30);
    add(all, "labelValue", Names::labelValue, 40);
    add(all, "uri", FormatLibrary::uri, 1103);
    add(
        all,
        "uuid",
        text -> unless(text, t -> t.matches(UUID), "does not match the UUID format"),
        70);
    add(all, "byte", text -> unless(text, FormatLibrary::isBase64, "invalid base64"), 84);
    add(all, "date", text -> unless(text, FormatLibrary::isDate, "invalid date"), 71);
    add(all, "datetime", text -> unless(text, FormatLibrary::isTime, "invalid datetime"), 71);
    return all;
  }

  private static void add(Map<String, Format> all, String name, Check check, long size) {
    all.put(name, new Format(name, check, size));
  }

  /** The beginning of a generated name may end with a dash. */
  private static String prefix(String text) {
    return text.endsWith("-") && text.length() > 1
        ? text.substring(0, text.length() - 1) + "a"
        : text;
  }

  @Override
  public void addTo(Functions functions) {
    functions.type(TYPE);
    ALL.forEach(
        (name, format) -> {
          String qualified = "format." + name;
          functions.global(qualified, qualified, TYPE, List.of(), v -> format);
        });
    functions.global(
        "format.named",
        "format-named",
        OptionalType.create(TYPE),
        List.of(STRING),
        v -> Optional.ofNullable(ALL.get((String) v[0])));
    functions.member(
        "validate",
        "format-validate",
        OptionalType.create(ListType.create(STRING)),
        List.of(TYPE, STRING),
        v -> {
          List<String> errors = ((Format) v[0]).check.errors((String) v[1]);
          return errors.isEmpty() ? Optional.empty() : Optional.of(errors);
        });
  }

  private static List<String> unless(String text, Predicate<String> right, String otherwise) {
    return right.test(text) ? List.of() : List.of(otherwise);
  }

  private static List<String> uri(String text) {
    String wrong = "parse \"" + text + "\": ";
    if (text.isEmpty()) return List.of(wrong + "empty url");
    try {
      boolean absolute = new URI(text).isAbsolute() || text.startsWith("/");
      return absolute ? List.of() : List.of(wrong + "invalid URI for request");
    } catch (URISyntaxException malformed) {
      return List.of(wrong + malformed.getReason());
    }
  }

  private static boolean isBase64(String text) {
    try {
      Base64.getDecoder().decode(text);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean isDate(String text) {
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeException _) {
      return false;
    }
  }

  private static boolean isTime(String text) {
    try {
      Times.timestamp(text);
      return true;
    } catch (CelException _) {
      return false;
    }
  }
}
