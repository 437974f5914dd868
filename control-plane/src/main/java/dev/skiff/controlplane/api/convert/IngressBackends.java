package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/** Backends of Ingresses: once a name and a port in one field, now a Service in an object. */
final class IngressBackends implements Reshaping {

  @Override
  public void toSuccessor(ObjectNode ingress) {
    each(ingress, IngressBackends::nest);
  }

  @Override
  public void fromSuccessor(ObjectNode ingress) {
    each(ingress, IngressBackends::flatten);
  }

  private static void each(ObjectNode ingress, Consumer<ObjectNode> change) {
    if (ingress.at("/spec/defaultBackend") instanceof ObjectNode backend) change.accept(backend);
    for (JsonNode rule : ingress.at("/spec/rules")) {
      for (JsonNode path : rule.at("/http/paths")) {
        if (path.get("backend") instanceof ObjectNode backend) change.accept(backend);
      }
    }
  }

  private static void nest(ObjectNode backend) {
    JsonNode name = backend.remove("serviceName");
    JsonNode port = backend.remove("servicePort");
    boolean named = name != null && !name.asText("").isEmpty();
    boolean numbered = port != null && (port.isTextual() || port.asInt() != 0);
    if (!named && !numbered) return;
    ObjectNode service = backend.putObject("service");
    service.put("name", named ? name.asText() : "");
    ObjectNode target = service.putObject("port");
    if (port == null) return;
    if (!port.isTextual()) {
      target.set("number", port);
    } else if (!port.textValue().isEmpty()) {
      target.set("name", port);
    }
  }

  private static void flatten(ObjectNode backend) {
    if (!(backend.remove("service") instanceof ObjectNode service)) return;
    backend.set("serviceName", service.path("name"));
    JsonNode name = service.at("/port/name");
    if (!name.asText("").isEmpty()) backend.set("servicePort", name);
    else backend.put("servicePort", service.at("/port/number").asInt());
  }
}
