package dev.skiff.controlplane.store.encryption;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which resources are encrypted, and with what.
 *
 * @param rules the first that fits a resource counts
 */
record EncryptionRules(List<Rule> rules, Map<String, List<ValueCipher>> found) {
  private static final List<ValueCipher> NOT_ENCRYPTED = List.of(new Plain());

  EncryptionRules(List<Rule> rules) {
    this(List.copyOf(rules), new ConcurrentHashMap<>());
  }

  /**
   * The ciphers of a resource: the first one writes, all of them read.
   *
   * @param resource group resource such as {@code secrets} or {@code widgets.example.org}
   */
  List<ValueCipher> of(String resource) {
    return found.computeIfAbsent(resource, this::find);
  }

  private List<ValueCipher> find(String resource) {
    for (Rule rule : rules) {
      if (rule.fits(resource)) return rule.ciphers;
    }
    return NOT_ENCRYPTED;
  }

  /**
   * A part of the configuration.
   *
   * @param resources group resources; {@code *.group}, {@code *.} (core) and {@code *.*} are known
   * @param ciphers the first one writes
   */
  record Rule(List<String> resources, List<ValueCipher> ciphers) {
    boolean fits(String resource) {
      int dot = resource.indexOf('.');
      String group = dot < 0 ? "" : resource.substring(dot + 1);
      for (String each : resources) {
        if (each.equals(resource) || each.equals("*.*") || each.equals("*." + group)) return true;
      }
      return false;
    }
  }
}
