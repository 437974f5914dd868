package dev.skiff.controlplane.controller.common;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;

/** Compares Pod templates and makes short names for them. */
public final class TemplateHash {
  public static final String LABEL = "pod-template-hash";
  // No vowels and no digits that look like some, so that no name spells a word.
  private static final char[] ALPHABET = "bcdfghjklmnpqrstvwxz2456789".toCharArray();

  private final KubernetesSerialization serialization;

  public TemplateHash(KubernetesSerialization serialization) {
    this.serialization = serialization;
  }

  /** Whether two templates ask for the same Pods; the hash label does not count. */
  public boolean same(PodTemplateSpec one, PodTemplateSpec other) {
    return tree(one).equals(tree(other));
  }

  /**
   * A hash that is safe in names and labels.
   *
   * @param collisions how many names were taken before; null for none
   */
  public String of(PodTemplateSpec template, Integer collisions) {
    StringBuilder canonical = new StringBuilder();
    write(tree(template), canonical);
    if (collisions != null) canonical.append(collisions);
    int hash = 0x811c9dc5; // FNV-1a, 32 bits
    for (byte one : canonical.toString().getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (one & 0xff)) * 0x01000193;
    }
    StringBuilder safe = new StringBuilder();
    for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
      safe.append(ALPHABET[digit % ALPHABET.length]);
    }
    return safe.toString();
  }

  private JsonNode tree(PodTemplateSpec template) {
    JsonNode tree = serialization.convertValue(template, JsonNode.class);
    if (tree.path("metadata").path("labels") instanceof ObjectNode labels) {
      labels.remove(LABEL);
      if (labels.isEmpty()) ((ObjectNode) tree.path("metadata")).remove("labels");
    }
    return tree;
  }

  private static void write(JsonNode node, StringBuilder out) {
    if (node.isObject()) {
      out.append('{');
      var names = new TreeSet<String>();
      node.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        out.append(name).append(':');
        write(node.get(name), out);
        out.append(',');
      }
      out.append('}');
    } else if (node.isArray()) {
      out.append('[');
      for (JsonNode item : node) {
        write(item, out);
        out.append(',');
      }
      out.append(']');
    } else {
      out.append(node);
    }
  }
}
