package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Quantity;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import dev.skiff.controlplane.resource.validation.ResourceRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Limit ranges: bounds that do not contradict each other, each type once. */
final class LimitRangeBehaviour implements Behaviour {
  private static final List<String> BOUNDS =
      List.of("max", "min", "default", "defaultRequest", "maxLimitRequestRatio");

  private static final List<String> OF_PODS = List.of("max", "min", "maxLimitRequestRatio");
  private static final Set<String> TYPES = Set.of("Pod", "Container", "PersistentVolumeClaim");

  /** A limit range without a name gets one, as it always did. */
  @Override
  public void prepareForCreate(ObjectNode object) {
    ObjectNode metadata = object.withObject("/metadata");
    if (metadata.path("name").asText("").isEmpty()) {
      metadata.put("name", UUID.randomUUID().toString());
    }
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode limits = object.at("/spec/limits");
    Set<String> types = new HashSet<>();
    for (int i = 0; i < limits.size(); i++) {
      String field = "spec.limits[" + i + "]";
      String type = limits.get(i).path("type").asText("");
      type(field + ".type", type, errors);
      if (!types.add(type)) errors.duplicate(field + ".type", type);
      item(field, type, limits.get(i), errors);
    }
  }

  private static void item(String field, String type, JsonNode item, FieldErrors errors) {
    if (type.equals("Pod")) {
      for (String bound : List.of("default", "defaultRequest")) {
        if (item.has(bound)) {
          errors.forbidden(field + "." + bound, "may not be specified when `type` is 'Pod'");
        }
      }
    }
    if (type.equals("PersistentVolumeClaim")
        && !item.path("min").has("storage")
        && !item.path("max").has("storage")) {
      errors.required(
          field + ".limits",
          "either minimum or maximum storage value is required, but neither was provided");
    }
    Set<String> resources = new TreeSet<>();
    for (String bound : BOUNDS) item.path(bound).fieldNames().forEachRemaining(resources::add);
    for (String resource : resources) bounds(field, item, resource, errors);
    boolean pod = type.equals("Pod");
    for (String bound : pod ? OF_PODS : BOUNDS) {
      item.path(bound)
          .fieldNames()
          .forEachRemaining(
              name -> {
                String at = field + "." + bound + "[" + name + "]";
                if (pod || type.equals("Container")) ResourceRules.containerName(at, name, errors);
                else ResourceRules.name(at, name, errors);
              });
    }
  }

  private static void type(String field, String type, FieldErrors errors) {
    List<String> wrong = Names.qualified(type);
    wrong.forEach(one -> errors.invalid(field, type, one));
    if (!wrong.isEmpty() || type.contains("/") || TYPES.contains(type)) return;
    errors.invalid(field, type, "must be a standard limit type or fully qualified");
  }

  private static void bounds(String field, JsonNode item, String resource, FieldErrors errors) {
    ordered(field, item, "min", "min", "max", resource, errors);
    ordered(field, item, "defaultRequest", "default request", "max", resource, errors);
    above(field, item, "defaultRequest", "default request", "min", resource, errors);
    ordered(field, item, "defaultRequest", "default request", "default", resource, errors);
    ordered(field, item, "default", "default", "max", resource, errors);
    above(field, item, "default", "default", "min", resource, errors);
    Quantity ratio = quantity(item, "maxLimitRequestRatio", resource);
    if (ratio != null && ratio.compareTo(Quantity.parse("1")) < 0) {
      errors.invalid(
          field + ".maxLimitRequestRatio[" + resource + "]",
          ratio.toString(),
          "ratio " + ratio + " is less than 1");
    }
    greatestRatio(field, item, resource, ratio, errors);
    Quantity limit = quantity(item, "default", resource);
    Quantity request = quantity(item, "defaultRequest", resource);
    if (limit != null
        && request != null
        && limit.compareTo(request) != 0
        && !ResourceRules.overcommits(resource)) {
      errors.invalid(
          field + ".defaultRequest[" + resource + "]",
          request.toString(),
          "default value %s must equal to defaultRequest value %s in %s"
              .formatted(limit, request, resource));
    }
  }

  /** No ratio is greater than that of the bounds. */
  private static void greatestRatio(
      String field, JsonNode item, String resource, Quantity ratio, FieldErrors errors) {
    Quantity min = quantity(item, "min", resource);
    Quantity max = quantity(item, "max", resource);
    if (ratio == null || min == null || max == null) return;
    double most = max.value().doubleValue() / min.value().doubleValue();
    if (!(ratio.value().doubleValue() > most)) return;
    errors.invalid(
        field + ".maxLimitRequestRatio[" + resource + "]",
        ratio.toString(),
        "ratio %s is greater than max/min = %.6f".formatted(ratio, most));
  }

  private static void ordered(
      String field,
      JsonNode item,
      String lower,
      String words,
      String upper,
      String resource,
      FieldErrors errors) {
    Quantity low = quantity(item, lower, resource);
    Quantity high = quantity(item, upper, resource);
    if (low == null || high == null || low.compareTo(high) <= 0) return;
    String what = upper.equals("default") ? "default limit" : upper;
    errors.invalid(
        field + "." + lower + "[" + resource + "]",
        (lower.equals("default") ? high : low).toString(),
        words + " value " + low + " is greater than " + what + " value " + high);
  }

  private static void above(
      String field,
      JsonNode item,
      String upper,
      String words,
      String lower,
      String resource,
      FieldErrors errors) {
    Quantity high = quantity(item, upper, resource);
    Quantity low = quantity(item, lower, resource);
    if (low == null || high == null || low.compareTo(high) <= 0) return;
    errors.invalid(
        field + "." + upper + "[" + resource + "]",
        (upper.equals("default") ? low : high).toString(),
        "min value " + low + " is greater than " + words + " value " + high);
  }

  private static Quantity quantity(JsonNode item, String bound, String resource) {
    JsonNode value = item.path(bound).path(resource);
    return value.isMissingNode() ? null : Quantity.parse(value.asText());
  }
}
