package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.AddressBlock;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.IpText;
import java.util.ArrayList;
import java.util.List;

/** ServiceCIDRs (KEP-1880): networks from which Services get their addresses. */
final class ServiceCidrBehaviour implements Behaviour {
  private static final String CIDRS = "spec.cidrs";
  private final AddressPool addresses;

  ServiceCidrBehaviour(AddressPool addresses) {
    this.addresses = addresses;
  }

  @Override
  public boolean validatesUpdates() {
    return false;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode cidrs = object.at("/spec/cidrs");
    if (cidrs.isEmpty()) {
      errors.required(CIDRS, "at least one CIDR required");
      return;
    }
    if (cidrs.size() > 2) {
      errors.invalid(CIDRS, object.path("spec"), "may only hold up to 2 values");
      return;
    }
    List<AddressBlock> blocks = new ArrayList<>();
    for (int i = 0; i < cidrs.size(); i++) {
      String cidr = cidrs.get(i).asText();
      String field = CIDRS + "[" + i + "]";
      IpText.cidrProblems(cidr).forEach(problem -> errors.invalid(field, cidr, problem));
      AddressBlock.parse(cidr).ifPresent(blocks::add);
    }
    if (blocks.size() == 2 && blocks.getFirst().bits() == blocks.getLast().bits()) {
      errors.invalid(
          CIDRS,
          cidrs,
          "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and"
              + " 2001:db8::/64");
    }
  }

  /** One more family may be added; nothing else changes. */
  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode now = object.at("/spec/cidrs");
    JsonNode before = old.at("/spec/cidrs");
    boolean grows = before.size() == 1 && now.size() == 2;
    if (!grows && now.size() != before.size()) {
      errors.invalid(CIDRS, now, "field is immutable");
      return;
    }
    for (int i = 0; i < before.size(); i++) {
      if (!now.get(i).equals(before.get(i))) {
        errors.invalid(CIDRS + "[" + i + "]", now.get(i), "field is immutable");
      }
    }
    if (grows) validate(object, errors);
  }

  @Override
  public Reservation reserve(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode before = old == null ? object.at("/none") : old.at("/spec/cidrs");
    return new Reservation() {
      @Override
      public void commit() {
        JsonNode cidrs = object.at("/spec/cidrs");
        for (int i = before.size(); i < cidrs.size(); i++) addresses.add(cidrs.get(i).asText());
      }

      @Override
      public void rollback() {}
    };
  }

  @Override
  public void deleted(ObjectNode last) {
    last.at("/spec/cidrs").forEach(cidr -> addresses.remove(cidr.asText()));
  }
}
