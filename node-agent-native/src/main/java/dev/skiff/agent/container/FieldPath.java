package dev.skiff.agent.container;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of a pod's own fields, for the downward API (environment and volumes). */
public final class FieldPath {

  private static final Pattern SUBSCRIPT =
      Pattern.compile("metadata\\.(labels|annotations)\\['(.*)'\\]");

  private FieldPath() {}

  /**
   * The value of a field; empty if the pod does not have it.
   *
   * @param podIps the pod's addresses, which are known before they are in its status
   * @throws ConfigException for a path that the downward API does not offer
   */
  public static String value(Pod pod, String path, List<String> podIps, NodeSettings node)
      throws ConfigException {
    Matcher subscript = SUBSCRIPT.matcher(path);
    if (subscript.matches()) {
      Map<String, String> map =
          subscript.group(1).equals("labels")
              ? pod.getMetadata().getLabels()
              : pod.getMetadata().getAnnotations();
      return map == null ? "" : map.getOrDefault(subscript.group(2), "");
    }
    String value =
        switch (path) {
          case "metadata.name" -> pod.getMetadata().getName();
          case "metadata.namespace" -> pod.getMetadata().getNamespace();
          case "metadata.uid" -> pod.getMetadata().getUid();
          case "metadata.labels" -> format(pod.getMetadata().getLabels());
          case "metadata.annotations" -> format(pod.getMetadata().getAnnotations());
          case "spec.nodeName" -> pod.getSpec().getNodeName();
          case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
          case "status.hostIP" -> node.nodeIp();
          case "status.hostIPs" -> String.join(",", node.nodeIps());
          case "status.podIP" -> podIps.isEmpty() ? "" : podIps.getFirst();
          case "status.podIPs" -> String.join(",", podIps);
          default -> throw ConfigException.config("unsupported fieldPath: " + path);
        };
    return value == null ? "" : value;
  }

  /** A line {@code key="value"} per entry, in the order of keys. */
  private static String format(Map<String, String> map) {
    if (map == null) {
      return "";
    }
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(map)
        .forEach(
            (key, value) -> {
              if (!lines.isEmpty()) {
                lines.append('\n');
              }
              lines.append(key).append('=');
              quote(value, lines);
            });
    return lines.toString();
  }

  /** As a Go string literal, which is what readers of these files expect. */
  private static void quote(String value, StringBuilder out) {
    out.append('"');
    value
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                  if (c < 0x20 || c == 0x7f) {
                    out.append(String.format("\\x%02x", c));
                  } else {
                    out.appendCodePoint(c);
                  }
                }
              }
            });
    out.append('"');
  }
}
