package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** What holds for requests and limits, of containers and of whole Pods. */
public final class ResourceRules {
  private static final Set<String> STANDARD = Set.of("cpu", "memory", "ephemeral-storage");
  private static final Set<String> OF_PODS = Set.of("cpu", "memory");
  private static final List<String> SHOWN_OF_PODS = List.of("cpu", "hugepages-", "memory");
  static final String HUGE = "hugepages-";

  /** Standard resources that are counted, not measured. */
  public static final Set<String> COUNTED =
      Set.of(
          "pods",
          "services",
          "replicationcontrollers",
          "resourcequotas",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");

  private final FieldErrors errors;

  public ResourceRules(FieldErrors errors) {
    this.errors = errors;
  }

  /** Resources of a container. */
  void check(String field, JsonNode resources) {
    check(field, resources, (path, name) -> containerName(path, name, errors));
  }

  /** Resources of a Pod as a whole. */
  void checkPod(String field, JsonNode resources) {
    check(field, resources, this::podName);
  }

  /** Amounts that a runtime class or a Pod adds. */
  public void checkOverhead(String field, JsonNode overhead) {
    ObjectNode resources = JsonNodeFactory.instance.objectNode();
    check(field, overhead.isObject() ? resources.set("limits", overhead) : resources);
  }

  private void check(String field, JsonNode resources, BiConsumer<String, String> names) {
    JsonNode limits = resources.path("limits");
    boolean huge = false;
    boolean plain = false;
    for (String list : List.of("limits", "requests")) {
      for (var entry : resources.path(list).properties()) {
        String name = entry.getKey();
        String path = field + "." + list + "[" + name + "]";
        names.accept(path, name);
        amount(path, name, entry.getValue());
        pages(path, name, entry.getValue());
        huge |= name.startsWith(HUGE);
        plain |= OF_PODS.contains(name);
        if (list.equals("requests")) request(field, name, entry.getValue(), limits.path(name));
      }
    }
    if (huge && !plain) errors.forbidden(field, "HugePages require cpu or memory");
  }

  /** Huge pages come whole. */
  private void pages(String path, String name, JsonNode amount) {
    if (!name.startsWith(HUGE) || whole(name.substring(HUGE.length()), amount)) return;
    errors.invalid(path, amount, amount.asText() + " is not positive integer multiple of " + name);
  }

  private static boolean whole(String size, JsonNode amount) {
    try {
      BigDecimal page = Quantity.parse(size).value();
      if (page.signum() <= 0 || page.stripTrailingZeros().scale() > 0) return false;
      BigDecimal bytes = Quantity.parse(amount.asText()).value().setScale(0, RoundingMode.UP);
      return bytes.remainder(page).signum() == 0;
    } catch (IllegalArgumentException none) {
      return false;
    }
  }

  /** The name of a resource that containers may have. */
  public static void containerName(String path, String name, FieldErrors errors) {
    problems(name).forEach(one -> errors.invalid(path, name, one));
    boolean known = STANDARD.contains(name) || name.startsWith(HUGE);
    if (!name.contains("/")) {
      if (!known) errors.invalid(path, name, "must be a standard resource for containers");
    } else if (!nativeName(name) && !extended(name)) {
      errors.invalid(path, name, "doesn't follow extended resource name standard");
    }
  }

  /** The name of any resource. */
  public static void name(String path, String name, FieldErrors errors) {
    problems(name).forEach(one -> errors.invalid(path, name, one));
  }

  /** Whether more of a resource may be used than is there. */
  public static boolean overcommits(String name) {
    return nativeName(name) && !name.startsWith(HUGE);
  }

  private void podName(String path, String name) {
    List<String> wrong = problems(name);
    wrong.forEach(one -> errors.invalid(path, name, one));
    if (wrong.isEmpty() && !OF_PODS.contains(name) && !name.startsWith(HUGE)) {
      errors.unsupported(path, name, SHOWN_OF_PODS);
    }
  }

  private static List<String> problems(String name) {
    List<String> wrong = new ArrayList<>(Names.qualified(name));
    boolean known =
        COUNTED.contains(name)
            || name.equals("storage")
            || name.startsWith("requests." + HUGE)
            || name.startsWith(HUGE)
            || STANDARD.contains(name.replaceFirst("^(requests|limits)\\.", ""))
            || name.equals("requests.storage");
    if (wrong.isEmpty() && !name.contains("/") && !known) {
      wrong.add("must be a standard resource type or fully qualified");
    }
    return wrong;
  }

  private static boolean nativeName(String name) {
    return !name.contains("/") || name.contains("kubernetes.io/");
  }

  private static boolean extended(String name) {
    return !nativeName(name)
        && !name.startsWith("requests.")
        && Names.qualified("requests." + name).isEmpty();
  }

  /** An amount of a resource: none is negative, and what is counted is whole. */
  public void amount(String path, String name, JsonNode value) {
    BigDecimal amount = Quantity.parse(value.asText()).value();
    if (amount.signum() < 0) {
      errors.invalid(path, value, "must be greater than or equal to 0");
    }
    boolean counted = COUNTED.contains(name) || extended(name);
    if (counted && amount.stripTrailingZeros().scale() > 0) {
      errors.invalid(path, value, "must be an integer");
    }
  }

  private void request(String field, String name, JsonNode request, JsonNode limit) {
    boolean overcommit = overcommits(name);
    if (limit.isMissingNode()) {
      if (!overcommit) {
        errors.required(field + ".limits", "Limit must be set for non overcommitable resources");
      }
      return;
    }
    int order = Quantity.parse(request.asText()).compareTo(Quantity.parse(limit.asText()));
    if (order != 0 && !overcommit) {
      errors.invalid(
          field + ".requests", request, "must be equal to " + name + " limit of " + limit.asText());
    } else if (order > 0) {
      errors.invalid(
          field + ".requests",
          request,
          "must be less than or equal to " + name + " limit of " + limit.asText());
    }
  }
}
