package dev.skiff.controlplane.resource.openapi;

/**
 * How upstream names operations (k8s.io/apiserver/pkg/endpoints/openapi): the verb, then group and
 * version, then what it is about.
 */
final class OperationNames {
  private static final String OWN_GROUPS = ".k8s.io";

  private OperationNames() {}

  /** For example {@code core_v1}, or {@code apps} for a whole group. */
  static String tag(String group, String version) {
    String name = identifier(plain(group), false);
    return version.isEmpty() ? name : name + "_" + identifier(version, false);
  }

  /** For example {@code listCoreV1NamespacedPod}. */
  static String id(String verb, String group, String version, String what) {
    return verb + identifier(plain(group), true) + identifier(version, true) + what;
  }

  /** A noun with its article, plurals without. */
  static String withArticle(String noun) {
    if (noun.endsWith("s") && !noun.endsWith("ss")) return noun;
    return ("AEIOUaeiou".indexOf(noun.charAt(0)) < 0 ? "a " : "an ") + noun;
  }

  static String capital(String word) {
    return word.isEmpty() ? "" : Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static String plain(String group) {
    if (group.isEmpty()) return "core";
    return group.endsWith(OWN_GROUPS)
        ? group.substring(0, group.length() - OWN_GROUPS.length())
        : group;
  }

  /** Letters, digits and underscores; what follows on anything else is a capital. */
  private static String identifier(String text, boolean capital) {
    StringBuilder identifier = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetter(c) || c == '_' || i != 0 && Character.isDigit(c)) {
        identifier.append(capital ? Character.toUpperCase(c) : c);
        capital = false;
      } else {
        capital = true;
      }
    }
    return identifier.toString();
  }
}
