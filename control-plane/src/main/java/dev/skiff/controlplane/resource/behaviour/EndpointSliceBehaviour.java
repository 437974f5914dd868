package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.Addresses;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.IpText;
import dev.skiff.controlplane.resource.validation.Names;
import java.net.Inet6Address;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Endpoint slices: addresses are of the slice's type, and labels count as a change.
 *
 * @param keepsTopology whether it is the older API, in which endpoints have one
 */
record EndpointSliceBehaviour(boolean keepsTopology) implements Behaviour {
  private static final int MOST_ENDPOINTS = 1000;

  private static final String TOPOLOGY = "deprecatedTopology";
  private static final String HOST = "kubernetes.io/hostname";

  @Override
  public void prepareForCreate(ObjectNode object) {
    if (!keepsTopology)
      object.path("endpoints").forEach(one -> ((ObjectNode) one).remove(TOPOLOGY));
  }

  /** Of a topology that the newer API takes away, it keeps the node that was named there. */
  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    if (keepsTopology || object.path("endpoints").equals(old.path("endpoints"))) return;
    Set<JsonNode> named = new HashSet<>();
    old.path("endpoints").forEach(one -> named.add(one.path(TOPOLOGY).path(HOST)));
    for (JsonNode endpoint : object.path("endpoints")) {
      JsonNode host = endpoint.path(TOPOLOGY).path(HOST);
      boolean kept = host.isTextual() && named.contains(host) && !endpoint.has("nodeName");
      if (kept && Names.subdomain(host.textValue()).isEmpty()) {
        ((ObjectNode) endpoint).set("nodeName", host);
      }
      ((ObjectNode) endpoint).remove(TOPOLOGY);
    }
  }

  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public boolean changed(ObjectNode object, ObjectNode old) {
    JsonNode labels = object.path("metadata").path("labels");
    return !labels.equals(old.path("metadata").path("labels")) || Wanted.differs(object, old);
  }

  /** Endpoints that stay as they are may be what was once allowed. */
  @Override
  public ObjectNode checked(ObjectNode object, ObjectNode old) {
    if (old == null || !object.path("endpoints").equals(old.path("endpoints"))) return object;
    ObjectNode copy = object.deepCopy();
    copy.remove("endpoints");
    return copy;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    String type = object.path("addressType").asText("");
    JsonNode endpoints = object.path("endpoints");
    if (endpoints.size() > MOST_ENDPOINTS) return;
    for (int i = 0; i < endpoints.size(); i++) {
      JsonNode addresses = endpoints.get(i).path("addresses");
      String list = "endpoints[" + i + "].addresses";
      for (int j = 0; j < addresses.size(); j++) {
        String address = addresses.get(j).asText("");
        String field = list + "[" + j + "]";
        if (!type.startsWith("IPv")) {
          if (type.equals("FQDN")) domainName(field, address, errors);
          continue;
        }
        List<String> wrong =
            type.equals("IPv6") ? IpText.addressProblems(address) : Addresses.ip(address);
        wrong.forEach(one -> errors.invalid(field, address, one));
        if (!wrong.isEmpty()) continue;
        if (Addresses.parse(address) instanceof Inet6Address != type.equals("IPv6")) {
          errors.invalid(list, address, "must be an " + type + " address");
        }
        Addresses.reachable(address).forEach(one -> errors.invalid(field, address, one));
      }
    }
  }

  private static void domainName(String field, String name, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(field);
      return;
    }
    String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    List<String> wrong = Names.subdomain(plain);
    if (!wrong.isEmpty()) {
      errors.invalid(field, plain, String.join(",", wrong));
      return;
    }
    if (!plain.contains(".")) {
      errors.invalid(
          field, plain, "should be a domain with at least two segments separated by dots");
      return;
    }
    Arrays.stream(plain.split("\\."))
        .filter(label -> !Names.label(label).isEmpty())
        .findFirst()
        .ifPresent(label -> errors.invalid(field, label, String.join(",", Names.label(label))));
  }
}
