package dev.skiff.controlplane.api.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.api.subresource.Subresources;
import dev.skiff.controlplane.api.verb.Reads;
import dev.skiff.controlplane.api.verb.ResourceCall;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;

/** {@code pods/log}: a container's log, streamed from the agent of the Pod's node. */
@Singleton
final class LogHandler implements Subresources.Handler {
  private static final List<String> PARAMETERS =
      List.of(
          "follow",
          "previous",
          "timestamps",
          "sinceSeconds",
          "sinceTime",
          "tailLines",
          "limitBytes",
          "stream");
  private static final List<String> NUMBERS = List.of("sinceSeconds", "tailLines", "limitBytes");

  private final Reads reads;
  private final NodeClient nodes;

  LogHandler(Reads reads, NodeClient nodes) {
    this.reads = reads;
    this.nodes = nodes;
  }

  @Override
  public List<String> names() {
    return List.of("pods/log");
  }

  @Override
  public ApiResponse handle(ResourceCall call) {
    ObjectNode pod =
        reads
            .newest(call.key())
            .map(object -> ObjectBytes.parse(object.json()))
            .orElseThrow(() -> Statuses.notFound(call.type(), call.name()));
    String container = PodContainers.choose(pod, call.parameter("container"));
    String query = query(call);
    String node = pod.at("/spec/nodeName").asText("");
    // A Pod without a node has said nothing yet.
    if (node.isEmpty()) return Answers.text(200, "");
    String path = "/containerLogs/" + call.namespace() + "/" + call.name() + "/" + container;
    return new ApiResponse(
        200,
        Answers.headers("text/plain", call.warnings()),
        new ApiResponse.Stream(nodes.get(node, path, query)));
  }

  private static String query(ResourceCall call) {
    for (String name : NUMBERS) {
      String value = call.parameter(name);
      if (value != null) requireNumber(call, name, value);
    }
    StringJoiner query = new StringJoiner("&");
    for (String name : PARAMETERS) {
      String value = call.parameter(name);
      if (value != null) query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
    return query.toString();
  }

  private static void requireNumber(ResourceCall call, String name, String value) {
    long number;
    try {
      number = Long.parseLong(value);
    } catch (NumberFormatException malformed) {
      throw Statuses.badRequest("strconv.ParseInt: parsing \"" + value + "\": invalid syntax");
    }
    long minimum = name.equals("tailLines") ? 0 : 1;
    if (number < minimum) {
      throw Statuses.invalid(
          "",
          "PodLogOptions",
          call.name(),
          name,
          "FieldValueInvalid",
          "Invalid value: " + number + ": must be greater than or equal to " + minimum);
    }
  }
}
