package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.api.request.RequestInfoResolver;
import dev.skiff.controlplane.resource.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a connection is asked to do as an object, and back: the query of exec and its like, such as
 * PodExecOptions, and the path of a proxy.
 */
final class ConnectOptions {
  static final String PROXY = "proxy";

  private static final List<String> FLAGS = List.of("stdin", "stdout", "stderr", "tty");
  private static final List<String> LISTS = List.of("command", "ports");
  private static final String CONTAINER = "container";

  private ConnectOptions() {}

  static ObjectNode of(ApiRequest request, RequestInfo info, ResourceType type) {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    type.subresource(info.subresource())
        .ifPresent(declared -> options.put("kind", declared.kind()));
    options.put("apiVersion", type.apiVersion());
    if (info.subresource().equals(PROXY)) {
      String path = path(info);
      if (!path.isEmpty()) options.put("path", path);
      return options;
    }
    for (String flag : FLAGS) {
      String value = request.parameter(flag);
      if (value != null && RequestInfoResolver.isTrue(value)) options.put(flag, true);
    }
    String container = request.parameter(CONTAINER);
    if (container != null && !container.isEmpty()) options.put(CONTAINER, container);
    for (String word : request.query().getOrDefault("command", List.of())) {
      options.withArrayProperty("command").add(word);
    }
    for (String port : request.query().getOrDefault("ports", List.of())) {
      if (port.matches("[0-9]{1,5}")) {
        options.withArrayProperty("ports").add(Integer.parseInt(port));
      }
    }
    return options;
  }

  /** What follows the subresource. */
  private static String path(RequestInfo info) {
    String[] parts = info.path().split("/" + info.subresource() + "(?=/|$)", 2);
    return parts.length < 2 ? "" : parts[1];
  }

  /** The whole path that says what the options of a proxy say. */
  static String path(RequestInfo info, ObjectNode options) {
    String below = options.path("path").asText();
    if (!below.isEmpty() && !below.startsWith("/")) below = "/" + below;
    return info.path().substring(0, info.path().length() - path(info).length()) + below;
  }

  /** The query that says what the options say. */
  static Map<String, List<String>> query(ApiRequest request, ObjectNode options) {
    Map<String, List<String>> query = new LinkedHashMap<>(request.query());
    query.keySet().removeAll(FLAGS);
    query.keySet().removeAll(LISTS);
    query.remove(CONTAINER);
    for (String flag : FLAGS) {
      if (options.path(flag).asBoolean()) query.put(flag, List.of("true"));
    }
    String container = options.path(CONTAINER).asText();
    if (!container.isEmpty()) query.put(CONTAINER, List.of(container));
    for (String list : LISTS) {
      List<String> values = new ArrayList<>();
      for (JsonNode each : options.path(list)) values.add(each.asText());
      if (!values.isEmpty()) query.put(list, values);
    }
    return query;
  }
}
