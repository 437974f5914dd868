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
import java.util.List;

/** {@code pods/log}: a container's log, streamed from the agent of the Pod's node. */
@Singleton
final class LogHandler implements Subresources.Handler {
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
    String query = LogOptions.query(call);
    ObjectNode pod =
        reads
            .newest(call.key())
            .map(object -> ObjectBytes.parse(object.json()))
            .orElseThrow(() -> Statuses.notFound(call.type(), call.name()));
    String container = PodContainers.choose(pod, call.parameter("container"));
    String node = pod.at("/spec/nodeName").asText("");
    // A Pod without a node has said nothing yet.
    if (node.isEmpty()) {
      ApiResponse nothing = Answers.text(204, "");
      nothing.headers().remove("Content-Type");
      return nothing;
    }
    String path = "/containerLogs/" + call.namespace() + "/" + call.name() + "/" + container;
    return new ApiResponse(
        200,
        Answers.headers("text/plain", call.warnings()),
        new ApiResponse.Stream(nodes.get(node, path, query)));
  }
}
