package dev.skiff.controlplane.resource.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Forms of names, as RFC 1123, RFC 1035 and the API conventions prescribe. Each check gives what is
 * wrong, nothing if all is well. Groups that repeat are matched possessively: else each repetition
 * takes a stack frame, and names come in any length.
 */
public final class Names {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
  private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
  private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final String LABEL_VALUE = "(" + QUALIFIED + ")?";
  private static final String CONFIG_KEY = "[-._a-zA-Z0-9]+";
  private static final Pattern SUBDOMAIN_PATTERN = Pattern.compile(possessive(SUBDOMAIN));
  private static final Pattern LABEL_PATTERN = Pattern.compile(LABEL);
  private static final Pattern LABEL_1035_PATTERN = Pattern.compile(LABEL_1035);
  private static final Pattern QUALIFIED_PATTERN = Pattern.compile(QUALIFIED);
  private static final Pattern LABEL_VALUE_PATTERN = Pattern.compile(LABEL_VALUE);
  private static final Pattern CONFIG_KEY_PATTERN = Pattern.compile(CONFIG_KEY);
  private static final String QUALIFIED_WORDS =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
          + " validation is '"
          + QUALIFIED
          + "')";

  private Names() {}

  /** An expression whose groups are not asked to repeat less often than they can. */
  static String possessive(String expression) {
    return expression.replace(")*", ")*+");
  }

  /** Rules for names of objects, and for values of labels. */
  public enum Rule {
    SUBDOMAIN,
    LABEL,
    NAMESPACE,
    LABEL_1035,
    LABEL_VALUE,
    PATH_SEGMENT
  }

  /** Checks an object's name. */
  public static List<String> check(Rule rule, String name) {
    return switch (rule) {
      case SUBDOMAIN -> subdomain(name);
      case LABEL -> label(name);
      case NAMESPACE -> label(name);
      case LABEL_1035 -> label1035(name);
      case LABEL_VALUE -> labelValue(name);
      case PATH_SEGMENT -> pathSegment(name);
    };
  }

  /** Checks a beginning of names, which may end with a dash. */
  public static List<String> checkPrefix(Rule rule, String prefix) {
    boolean masked = rule != Rule.PATH_SEGMENT && prefix.length() > 1 && prefix.endsWith("-");
    return check(rule, masked ? prefix.substring(0, prefix.length() - 2) + "a" : prefix);
  }

  public static List<String> subdomain(String name) {
    List<String> wrong = length(name, 253, "characters");
    if (!SUBDOMAIN_PATTERN.matcher(name).matches()) {
      wrong.add(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
              + " '.', and must start and end with an alphanumeric character (e.g. 'example.com',"
              + " regex used for validation is '"
              + SUBDOMAIN
              + "')");
    }
    return wrong;
  }

  public static List<String> label(String name) {
    List<String> wrong = length(name, 63, "characters");
    if (SUBDOMAIN_PATTERN.matcher(name).matches() && name.contains(".")) {
      wrong.add("must not contain dots");
    } else if (!LABEL_PATTERN.matcher(name).matches()) {
      wrong.add(
          "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
              + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
              + " regex used for validation is '"
              + LABEL
              + "')");
    }
    return wrong;
  }

  public static List<String> label1035(String name) {
    List<String> wrong = length(name, 63, "characters");
    if (!LABEL_1035_PATTERN.matcher(name).matches()) {
      wrong.add(
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
              + " alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or"
              + " 'abc-123', regex used for validation is '"
              + LABEL_1035
              + "')");
    }
    return wrong;
  }

  public static List<String> pathSegment(String name) {
    if (name.equals(".") || name.equals("..")) return List.of("may not be '" + name + "'");
    List<String> wrong = new ArrayList<>();
    if (name.contains("/")) wrong.add("may not contain '/'");
    if (name.contains("%")) wrong.add("may not contain '%'");
    return wrong;
  }

  /** A key of labels, annotations, taints: a name with an optional prefix. */
  public static List<String> qualified(String key) {
    String[] parts = key.split("/", -1);
    if (parts.length > 2) {
      return List.of(
          "a valid label key "
              + QUALIFIED_WORDS
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    }
    List<String> wrong = new ArrayList<>();
    if (parts.length == 2) {
      if (parts[0].isEmpty()) {
        wrong.add("prefix part must be non-empty");
      } else {
        subdomain(parts[0]).forEach(one -> wrong.add("prefix part " + one));
      }
    }
    String name = parts[parts.length - 1];
    if (name.isEmpty()) {
      wrong.add("name part must be non-empty");
    } else if (name.length() > 63) {
      wrong.add("name part must be no more than 63 bytes");
    }
    if (!QUALIFIED_PATTERN.matcher(name).matches()) wrong.add("name part " + QUALIFIED_WORDS);
    return wrong;
  }

  public static List<String> labelValue(String value) {
    List<String> wrong = length(value, 63, "bytes");
    if (!LABEL_VALUE_PATTERN.matcher(value).matches()) {
      wrong.add(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
              + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
              + " 'my_value',  or '12345', regex used for validation is '"
              + LABEL_VALUE
              + "')");
    }
    return wrong;
  }

  /** A key of a ConfigMap or Secret. */
  public static List<String> configKey(String key) {
    List<String> wrong = length(key, 253, "characters");
    if (!CONFIG_KEY_PATTERN.matcher(key).matches()) {
      wrong.add(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
              + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '"
              + CONFIG_KEY
              + "')");
    }
    if (key.equals(".") || key.equals("..")) wrong.add("must not be '" + key + "'");
    else if (key.startsWith("..")) wrong.add("must not start with '..'");
    return wrong;
  }

  /** The name of a port of a container, as RFC 6335 has it. */
  public static List<String> portName(String name) {
    List<String> wrong = new ArrayList<>();
    if (name.length() > 15) wrong.add("must be no more than 15 characters");
    if (!name.matches("[-a-z0-9]+")) {
      wrong.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (!name.matches(".*[a-z].*")) wrong.add("must contain at least one letter (a-z)");
    if (name.contains("--")) wrong.add("must not contain consecutive hyphens");
    if (name.startsWith("-") || name.endsWith("-")) {
      wrong.add("must not begin or end with a hyphen");
    }
    return wrong;
  }

  private static List<String> length(String text, int most, String unit) {
    List<String> wrong = new ArrayList<>();
    if (text.length() > most) wrong.add("must be no more than " + most + " " + unit);
    return wrong;
  }
}
