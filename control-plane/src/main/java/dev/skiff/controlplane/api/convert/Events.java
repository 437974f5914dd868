package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Events of {@code v1} and of {@code events.k8s.io/v1}: one kind under two sets of names. */
final class Events {
  private static final String[][] NAMES = {
    {"involvedObject", "regarding"},
    {"message", "note"},
    {"firstTimestamp", "deprecatedFirstTimestamp"},
    {"lastTimestamp", "deprecatedLastTimestamp"},
    {"count", "deprecatedCount"},
    {"source", "deprecatedSource"},
    {"reportingComponent", "reportingController"},
  };

  private Events() {}

  /** The path in {@code v1} of a path in {@code events.k8s.io/v1}. */
  static String coreField(String path) {
    for (String[] name : NAMES) {
      if (path.equals(name[1])) return name[0];
      if (path.startsWith(name[1] + ".")) return name[0] + path.substring(name[1].length());
    }
    return path;
  }

  static void convert(ObjectNode event, String to) {
    boolean toCore = to.equals("v1");
    for (String[] name : NAMES) {
      String before = toCore ? name[1] : name[0];
      JsonNode value = event.remove(before);
      if (value != null) event.set(toCore ? name[0] : name[1], value);
    }
  }
}
