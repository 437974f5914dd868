package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.IpText;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.List;

/**
 * IPAddresses (KEP-1880): the name is the address. Those that are not of Services keep their
 * address from being given to one.
 */
final class IpAddressBehaviour implements Behaviour {
  private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
  private static final String ALLOCATOR = "ipallocator.k8s.io";
  private static final String PARENT = "spec.parentRef";

  private final AddressPool addresses;

  IpAddressBehaviour(AddressPool addresses) {
    this.addresses = addresses;
  }

  @Override
  public List<String> nameProblems(ObjectNode object, String name, boolean prefix) {
    return IpText.addressProblems(name);
  }

  @Override
  public boolean generatesNames() {
    return false;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode parent = object.at("/spec/parentRef");
    if (!parent.isObject()) {
      errors.required(PARENT);
      return;
    }
    String group = parent.path("group").asText("");
    if (!group.isEmpty()) {
      Names.subdomain(group).forEach(one -> errors.invalid(PARENT + ".group", group, one));
    }
    segment(parent, "resource", true, errors);
    segment(parent, "name", true, errors);
    segment(parent, "namespace", false, errors);
  }

  private static void segment(JsonNode parent, String field, boolean required, FieldErrors errors) {
    String value = parent.path(field).asText("");
    if (!value.isEmpty()) {
      Names.pathSegment(value).forEach(one -> errors.invalid(PARENT + "." + field, value, one));
    } else if (required) {
      errors.required(PARENT + "." + field);
    }
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode now = object.at("/spec/parentRef");
    if (!now.equals(old.at("/spec/parentRef"))) {
      errors.invalid(PARENT, now, "field is immutable");
    }
  }

  @Override
  public Reservation reserve(ObjectNode object, ObjectNode old, FieldErrors errors) {
    if (old != null || ofService(object)) return Reservation.NONE;
    String address = object.at("/metadata/name").asText();
    boolean mine = addresses.hold(address);
    return new Reservation() {
      @Override
      public void commit() {}

      @Override
      public void rollback() {
        if (mine) addresses.release(address);
      }
    };
  }

  @Override
  public void deleted(ObjectNode last) {
    if (!ofService(last)) addresses.release(last.at("/metadata/name").asText());
  }

  /** Whether a Service's allocation made it, which the Service itself stands for. */
  static boolean ofService(ObjectNode object) {
    return object.path("metadata").path("labels").path(MANAGED_BY).asText("").equals(ALLOCATOR);
  }
}
