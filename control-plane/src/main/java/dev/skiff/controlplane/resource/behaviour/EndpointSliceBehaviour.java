package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.Addresses;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.IpText;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.List;

/** Endpoint slices: addresses are of the slice's type, and labels count as a change. */
final class EndpointSliceBehaviour implements Behaviour {
  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public boolean changed(ObjectNode object, ObjectNode old) {
    JsonNode labels = object.path("metadata").path("labels");
    return !labels.equals(old.path("metadata").path("labels")) || Wanted.differs(object, old);
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    String type = object.path("addressType").asText("");
    JsonNode endpoints = object.path("endpoints");
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
        if (address.contains(":") != type.equals("IPv6")) {
          errors.invalid(list, address, "must be an " + type + " address");
        }
        Addresses.reachable(address).forEach(one -> errors.invalid(field, address, one));
      }
    }
  }

  private static void domainName(String field, String name, FieldErrors errors) {
    String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (plain.isEmpty()) {
      errors.required(field);
      return;
    }
    List<String> wrong = Names.subdomain(plain);
    wrong.forEach(one -> errors.invalid(field, plain, one));
    if (wrong.isEmpty() && !plain.contains(".")) {
      errors.invalid(
          field, plain, "should be a domain with at least two segments separated by dots");
    }
  }
}
