package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.Addresses;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The cluster addresses of a Service, the families that these are of, and how many of these there
 * are to be; this cluster has IPv4. Upstream allocates addresses before it looks at the rest, so
 * that nothing else is said if these are wrong.
 */
final class ServiceFamilies {
  private static final List<String> FAMILIES = List.of("IPv4", "IPv6");
  private static final List<String> POLICIES =
      List.of("PreferDualStack", "RequireDualStack", "SingleStack");
  private static final String SINGLE = "SingleStack";
  private static final String REQUIRE = "RequireDualStack";
  private static final String SEVERAL = "must be 'RequireDualStack' or 'PreferDualStack' when ";
  private static final String ADDRESSES = "spec.clusterIPs";
  private static final String LIST = "spec.ipFamilies";
  private static final String POLICY = "spec.ipFamilyPolicy";

  private final JsonNode spec;
  private final JsonNode addresses;
  private final JsonNode families;
  private final FieldErrors errors;

  private ServiceFamilies(JsonNode spec, FieldErrors errors) {
    this.spec = spec;
    this.addresses = spec.path("clusterIPs");
    this.families = spec.path("ipFamilies");
    this.errors = errors;
  }

  /**
   * @param before missing on create
   */
  static void check(JsonNode spec, JsonNode before, FieldErrors errors) {
    if (ServiceSpecs.external(spec)) return;
    ServiceFamilies families = new ServiceFamilies(spec, errors);
    families.values();
    families.addresses(before.path("clusterIPs"));
    if (errors.isEmpty()) families.single();
    if (errors.isEmpty() && !ServiceSpecs.onlyNames(spec)) families.configured();
  }

  /** What a Service gets that does not say. */
  static void complete(ObjectNode spec) {
    boolean onlyNames = ServiceSpecs.onlyNames(spec);
    if (!spec.has("ipFamilyPolicy")) spec.put("ipFamilyPolicy", onlyNames ? REQUIRE : SINGLE);
    if (spec.path("ipFamilies").isEmpty()) spec.putArray("ipFamilies").add("IPv4");
    boolean two = onlyNames && !spec.path("ipFamilyPolicy").asText("").equals(SINGLE);
    if (two && spec.path("ipFamilies").size() < 2) {
      boolean four = spec.path("ipFamilies").path(0).asText("").equals("IPv4");
      spec.withArray("/ipFamilies").add(four ? "IPv6" : "IPv4");
    }
  }

  private void values() {
    String first = spec.path("clusterIP").asText("");
    if (first.isEmpty() && !addresses.isEmpty()) {
      errors.invalid(ADDRESSES, addresses, "must be empty when `clusterIP` is not specified");
    } else if (!first.equals(addresses.path(0).asText(""))) {
      errors.invalid(ADDRESSES, addresses, "first value must match `clusterIP`");
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < families.size(); i++) {
      String field = LIST + "[" + i + "]";
      String family = families.get(i).asText("");
      if (!FAMILIES.contains(family)) errors.unsupported(field, family, FAMILIES);
      if (!seen.add(family)) errors.duplicate(field, family);
    }
    String policy = spec.path("ipFamilyPolicy").asText(SINGLE);
    if (!POLICIES.contains(policy)) errors.unsupported(POLICY, policy, POLICIES);
  }

  /**
   * @param known addresses that may stay whatever their form
   */
  private void addresses(JsonNode known) {
    Set<String> before = new HashSet<>();
    known.forEach(one -> before.add(one.asText("")));
    boolean none = ServiceSpecs.headless(spec);
    int wrong = 0;
    if (none && addresses.size() > 1) {
      errors.invalid(ADDRESSES, addresses, "'None' must be the first and only value");
      wrong++;
    }
    for (int i = none ? 1 : 0; i < addresses.size(); i++) {
      String address = addresses.get(i).asText("");
      if (before.contains(address)) continue;
      for (String problem : Addresses.ip(address)) {
        errors.invalid(ADDRESSES + "[" + i + "]", address, problem);
        wrong++;
      }
    }
    if (addresses.size() > 2) {
      errors.invalid(ADDRESSES, addresses, "may only hold up to 2 values");
    }
    if (wrong == 0) ofFamilies();
  }

  private void ofFamilies() {
    Set<Boolean> both = new HashSet<>();
    addresses.forEach(one -> both.add(six(one)));
    if (addresses.size() > 1 && both.size() < 2) {
      errors.invalid(ADDRESSES, addresses, "may specify no more than one IP for each IP family");
    }
    if (ServiceSpecs.headless(spec)) return;
    for (int i = 0; i < Math.min(addresses.size(), families.size()); i++) {
      String family = families.get(i).asText("");
      if (!FAMILIES.contains(family) || family.equals("IPv6") == six(addresses.get(i))) continue;
      errors.invalid(
          ADDRESSES + "[" + i + "]",
          addresses.get(i),
          "expected an " + family + " value as indicated by `ipFamilies[" + i + "]`");
    }
  }

  private static boolean six(JsonNode address) {
    return address.asText("").contains(":");
  }

  /** Whoever wants one family has one of each; addresses tell their family. */
  private void single() {
    JsonNode policy = spec.path("ipFamilyPolicy");
    String wanted = policy.asText(ServiceSpecs.onlyNames(spec) ? REQUIRE : SINGLE);
    if (wanted.equals(SINGLE)) {
      if (addresses.size() == 2) {
        errors.invalid(POLICY, SINGLE, SEVERAL + "multiple cluster IPs are specified");
      }
      if (families.size() == 2) {
        errors.invalid(POLICY, SINGLE, SEVERAL + "multiple IP families are specified");
      }
    }
    for (int i = families.size(); i < addresses.size(); i++) {
      if (!six(addresses.get(i))) continue;
      errors.invalid(
          ADDRESSES + "[" + i + "]", addresses, "IPv6 is not configured on this cluster");
    }
  }

  private void configured() {
    if (spec.path("ipFamilyPolicy").asText("").equals(REQUIRE)) {
      errors.invalid(POLICY, REQUIRE, "this cluster is not configured for dual-stack services");
    }
    for (int i = 0; i < families.size(); i++) {
      if (!families.get(i).asText("").equals("IPv6")) continue;
      errors.invalid(LIST + "[" + i + "]", "IPv6", "not configured on this cluster");
    }
  }
}
