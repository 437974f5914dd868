package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.AddressBlock;
import dev.skiff.controlplane.resource.validation.Addresses;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import dev.skiff.controlplane.resource.validation.PortNumbers;
import java.util.Optional;

/** Network policies: ports and their ranges, exceptions that lie in their block. */
final class NetworkPolicyBehaviour implements Behaviour {
  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    rules("spec.ingress", spec.path("ingress"), "from", errors);
    rules("spec.egress", spec.path("egress"), "to", errors);
    JsonNode types = spec.path("policyTypes");
    if (types.size() > 2) {
      errors.invalid("spec.policyTypes", types, "may not specify more than two policyTypes");
    }
  }

  private static void rules(String field, JsonNode rules, String peers, FieldErrors errors) {
    for (int i = 0; i < rules.size(); i++) {
      String rule = field + "[" + i + "].";
      JsonNode ports = rules.get(i).path("ports");
      for (int j = 0; j < ports.size(); j++) {
        port(rule + "ports[" + j + "]", ports.get(j), errors);
      }
      JsonNode others = rules.get(i).path(peers);
      for (int j = 0; j < others.size(); j++) {
        block(rule + peers + "[" + j + "].ipBlock", others.get(j).path("ipBlock"), errors);
      }
    }
  }

  private static void port(String field, JsonNode rule, FieldErrors errors) {
    JsonNode port = rule.path("port");
    JsonNode end = rule.path("endPort");
    String endField = field + ".endPort";
    if (port.isNumber()) {
      PortNumbers.check(field + ".port", port.asLong(), errors);
      if (!end.isNumber()) return;
      if (end.asLong() < port.asLong()) {
        errors.invalid(endField, port, "must be greater than or equal to `port`");
      }
      PortNumbers.check(endField, end.asLong(), errors);
      return;
    }
    if (end.isNumber()) {
      String why = port.isTextual() ? "non-numeric" : "not specified";
      errors.invalid(endField, end, "may not be specified when `port` is " + why);
    }
    if (port.isTextual()) {
      String name = port.textValue();
      Names.portName(name).forEach(wrong -> errors.invalid(field + ".port", name, wrong));
    }
  }

  private static void block(String field, JsonNode block, FieldErrors errors) {
    Optional<AddressBlock> whole = AddressBlock.parse(block.path("cidr").asText(""));
    if (whole.isEmpty()) return;
    JsonNode exceptions = block.path("except");
    for (int i = 0; i < exceptions.size(); i++) {
      String exception = exceptions.get(i).asText("");
      String at = field + ".except[" + i + "]";
      Addresses.cidr(exception).forEach(wrong -> errors.invalid(at, exception, wrong));
      AddressBlock.parse(exception)
          .filter(part -> !whole.get().strictlyContains(part))
          .ifPresent(_ -> errors.invalid(at, exception, "must be a strict subset of `cidr`"));
    }
  }
}
