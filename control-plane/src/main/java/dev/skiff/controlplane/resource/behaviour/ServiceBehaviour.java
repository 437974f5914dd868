package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Services: cluster addresses and node ports come from pools that this server keeps in memory.
 * {@link #restore} fills them from what is stored before the first write.
 */
@ApplicationScoped
public class ServiceBehaviour implements Behaviour {
  private static final String ANNOTATIONS = "/metadata/annotations";

  private final AddressPool addresses;
  private final PortPool ports;

  public ServiceBehaviour(
      @ConfigProperty(name = "skiff.service-cidr", defaultValue = "10.96.0.0/16") String cidr,
      @ConfigProperty(name = "skiff.node-port-range", defaultValue = "30000-32767") String range) {
    addresses = new AddressPool(cidr);
    ports = new PortPool(range);
  }

  /** Takes what a stored Service holds; taking it again does no harm. */
  public void restore(JsonNode service) {
    JsonNode spec = service.path("spec");
    for (JsonNode address : spec.path("clusterIPs")) addresses.hold(address.asText());
    ServicePorts.nodePorts(spec).forEach(ports::take);
  }

  /** Takes the address of a stored IPAddress that no Service stands for. */
  public void restoreAddress(ObjectNode ipAddress) {
    if (IpAddressBehaviour.ofService(ipAddress)) return;
    addresses.hold(ipAddress.path("metadata").path("name").asText());
  }

  /** Adds the networks of a stored ServiceCIDR. */
  public void restoreNetworks(ObjectNode serviceCidr) {
    for (JsonNode cidr : serviceCidr.path("spec").path("cidrs")) addresses.add(cidr.asText());
  }

  AddressPool addresses() {
    return addresses;
  }

  @Override
  public Names.Rule nameRule() {
    return Names.Rule.LABEL_1035;
  }

  @Override
  public void prepareForCreate(ObjectNode object) {
    ServiceSpecs.alignClusterAddresses(object.withObject("/spec"));
  }

  /** Fields that a client leaves out keep what was allocated, unless the type forbids them. */
  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    ObjectNode spec = object.withObject("/spec");
    ServiceSpecs.patchAllocated(spec, old.path("spec"));
    ServiceSpecs.dropWhatTypeForbids(spec, old.path("spec"));
    ServiceSpecs.alignClusterAddresses(spec);
  }

  @Override
  public void validateFirst(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode before = old == null ? MissingNode.getInstance() : old.path("spec");
    ServiceFamilies.check(object.path("spec"), before, errors);
    if (old == null && errors.isEmpty()) ServicePorts.once(object.path("spec"), errors);
  }

  @Override
  public void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    ServiceRules rules = new ServiceRules(errors);
    rules.check(spec);
    JsonNode before = old == null ? MissingNode.getInstance() : old.at(ANNOTATIONS);
    rules.annotations(object.at(ANNOTATIONS), before, spec);
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    LoadBalancerRules.checkService(object, old, errors);
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode now = object.path("spec");
    JsonNode before = old.path("spec");
    boolean bothNamed = !ServiceSpecs.external(now) && !ServiceSpecs.external(before);
    String address = before.path("clusterIP").asText("");
    if (bothNamed && !address.isEmpty() && !address.equals(now.path("clusterIP").asText(""))) {
      errors.invalid("spec.clusterIPs[0]", now.path("clusterIPs"), "may not change once set");
    }
    if (ServicePorts.wantsHealthCheck(before)
        && ServicePorts.wantsHealthCheck(now)
        && !now.path("healthCheckNodePort").equals(before.path("healthCheckNodePort"))) {
      errors.forbidden("spec.healthCheckNodePort", "field is immutable");
    }
    boolean balanced = now.path("type").asText("").equals("LoadBalancer");
    JsonNode balancer = now.path("loadBalancerClass");
    if (balanced
        && now.path("type").equals(before.path("type"))
        && !balancer.equals(before.path("loadBalancerClass"))) {
      errors.invalid("spec.loadBalancerClass", balancer, "may not change once set");
    }
  }

  @Override
  public Reservation reserve(ObjectNode object, ObjectNode old, FieldErrors errors) {
    ServiceReservation reservation = new ServiceReservation(addresses, ports);
    ObjectNode spec = object.withObject("/spec");
    JsonNode before = old == null ? MissingNode.getInstance() : old.path("spec");
    if (!ServiceSpecs.external(spec)) {
      reservation.address(spec, before, errors);
      ServiceFamilies.complete(spec);
    }
    if (errors.isEmpty()) reservation.nodePorts(spec, before, errors);
    if (errors.isEmpty()) reservation.healthCheck(spec, before, errors);
    reservation.releaseLater(before, spec);
    return reservation;
  }

  @Override
  public void deleted(ObjectNode last) {
    JsonNode spec = last.path("spec");
    for (JsonNode address : spec.path("clusterIPs")) {
      if (AddressPool.isAddress(address.asText())) addresses.release(address.asText());
    }
    List.copyOf(ServicePorts.nodePorts(spec)).forEach(ports::release);
  }
}
