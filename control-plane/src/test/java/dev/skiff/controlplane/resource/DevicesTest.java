package dev.skiff.controlplane.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Claims of devices and slices of them; refusals are those of kube-apiserver v1.35.4. */
class DevicesTest {
  private static final ResourceType CLAIMS = WritePath.type("resource.k8s.io/v1", "resourceclaims");
  private static final ResourceType SLICES = WritePath.type("resource.k8s.io/v1", "resourceslices");
  private static final String CLAIM =
      "{metadata: {name: a}, spec: {devices: {requests: [{name: r, exactly: {deviceClassName: c}},"
          + " {name: f, firstAvailable: [{name: s, deviceClassName: c}]}]}}}";

  private final WritePath path = new WritePath();

  private String claim(String requests, String rest) {
    return WritePath.refusal(
        () ->
            path.create(
                CLAIMS,
                "{metadata: {name: a}, spec: {devices: {requests: ["
                    + requests
                    + "]"
                    + rest
                    + "}}}"));
  }

  private String slice(String spec) {
    return WritePath.refusal(
        () ->
            path.create(
                SLICES,
                "{metadata: {name: a}, spec: {driver: d, pool: {name: p, resourceSliceCount: 1}, "
                    + spec
                    + "}}"));
  }

  @Test
  void requestsAndTheirAlternativesAreReferredTo() {
    assertEquals(
        "422 ResourceClaim.resource.k8s.io \"a\" is invalid: [spec.devices.constraints[0].requests[1]:"
            + " Invalid value: \"r/s\": must be the name of a request in the claim or the name of a"
            + " request and a subrequest separated by '/',"
            + " spec.devices.constraints[0].requests[2]: Duplicate value: \"f/s\"]",
        claim(
            "{name: r, exactly: {deviceClassName: c}}, {name: f, firstAvailable: [{name: s,"
                + " deviceClassName: c}]}",
            ", constraints: [{requests: [f/s, r/s, f/s], matchAttribute: e.com/a}]"));
  }

  @Test
  void ofListsThatAreTooLongNothingElseIsSaid() {
    assertEquals(
        "422 ResourceClaim.resource.k8s.io \"a\" is invalid: spec.devices.requests[0].firstAvailable:"
            + " Too many: 9: must have at most 8 items",
        claim("{name: r, firstAvailable: [" + "{}, ".repeat(8) + "{}]}", ""));
  }

  @Test
  void ofTwoKindsOfRequestsNeitherIsLookedAt() {
    assertEquals(
        "422 ResourceClaim.resource.k8s.io \"a\" is invalid: spec.devices.requests[0]: Invalid value:"
            + " null: exactly one of `exactly` or `firstAvailable` is required, but multiple fields"
            + " are set",
        claim("{name: r, exactly: {count: -1}, firstAvailable: [{name: A_b}]}", ""));
  }

  @Test
  void oneFieldSaysWhichNodesHaveTheDevices() {
    String one = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection`";
    assertEquals(
        "422 ResourceSlice.resource.k8s.io \"a\" is invalid: [spec: Required value: "
            + one
            + " is required, spec.allNodes: Invalid value: false: must be either unset or set to"
            + " true]",
        slice("allNodes: false"));
    assertEquals(
        "422 ResourceSlice.resource.k8s.io \"a\" is invalid: spec: Invalid value: \"{`nodeName`,"
            + " `allNodes`}\": "
            + one
            + " is required, but multiple fields are set",
        slice("nodeName: one, allNodes: true"));
  }

  @Test
  void aDeviceHasNotTooManyProperties() {
    StringBuilder attributes = new StringBuilder("x: {bool: true}");
    for (int i = 0; i < 32; i++) attributes.append(", a").append(i).append(": {bool: true}");
    assertEquals(
        "422 ResourceSlice.resource.k8s.io \"a\" is invalid: spec.devices[0]: Invalid value: 33: the"
            + " total number of attributes and capacities must not exceed 32",
        slice("allNodes: true, devices: [{name: d, attributes: {" + attributes + "}}]"));
  }

  private ObjectNode status(ObjectNode old, String status) {
    ObjectNode claim = old.deepCopy();
    claim.set("status", WritePath.decode(CLAIMS, "{status: " + status + "}").get("status"));
    path.behaviours.prepareForUpdate(CLAIMS, "status", claim, old);
    path.behaviours.validateUpdate(CLAIMS, "status", claim, old);
    return claim;
  }

  private static final String ALLOCATION =
      "allocation: {devices: {results: [{request: f/s, driver: d, pool: p, device: x}]}}";

  @Test
  void whatIsSaidOfADeviceGoesWithIt() {
    ObjectNode claim = path.create(CLAIMS, CLAIM);
    ObjectNode allocated =
        status(claim, "{" + ALLOCATION + ", devices: [{driver: d, pool: p, device: x}]}");
    assertTrue(allocated.path("status").has("devices"));
    ObjectNode given = status(allocated, "{devices: [{driver: d, pool: p, device: x}]}");
    assertFalse(given.path("status").has("devices"));
  }

  @Test
  void allocationsAreMadeOnce() {
    ObjectNode allocated = status(path.create(CLAIMS, CLAIM), "{" + ALLOCATION + "}");
    assertTrue(
        WritePath.refusal(
                () -> status(allocated, "{" + ALLOCATION.replace("device: x", "device: z") + "}"))
            .endsWith("field is immutable"));
  }

  @Test
  void statusesAgreeWithThemselves() {
    ObjectNode claim = path.create(CLAIMS, CLAIM);
    assertEquals(
        "422 ResourceClaim.resource.k8s.io \"a\" is invalid: [status.reservedFor: Forbidden: may not"
            + " be specified when `allocated` is not set, status.devices[0]: Invalid value:"
            + " {\"Driver\":\"d\",\"Pool\":\"p\",\"Device\":\"x\",\"ShareID\":\"\"}: must be an"
            + " allocated device in the claim, status.devices[0].networkData.ips[0]: Invalid value:"
            + " \"10.0.0.1\": must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or"
            + " 2001:db8::1/64)]",
        WritePath.refusal(
            () ->
                status(
                    claim,
                    "{reservedFor: [{resource: pods, name: a, uid: '1'}], devices: [{driver: d,"
                        + " pool: p, device: x, networkData: {ips: [10.0.0.1]}}]}")));
  }

  @Test
  void whatIsWantedNeverChangesAndIsNotLookedAtAgain() {
    ObjectNode old = path.create(CLAIMS, CLAIM);
    ObjectNode changed = old.deepCopy();
    changed.withObject("/spec/devices").remove("requests");
    changed.withObject("/spec/devices").withArray("requests").addObject().put("name", "");
    String refusal = WritePath.refusal(() -> path.update(CLAIMS, old, changed));
    assertTrue(
        refusal.startsWith("422 ResourceClaim.resource.k8s.io \"a\" is invalid: spec:"), refusal);
    assertTrue(refusal.endsWith("field is immutable"), refusal);
  }

  @Test
  void administratorsNeedALabelOfTheNamespace() {
    String request = "{name: r, exactly: {deviceClassName: %s, adminAccess: true}}";
    String missing =
        "spec.devices.requests[0].adminAccess: Forbidden: admin access to devices requires the"
            + " `resource.kubernetes.io/admin-access: true` label on the containing namespace";
    String invalid = "422 ResourceClaim.resource.k8s.io \"a\" is invalid: ";
    assertEquals(invalid + missing, claim(request.formatted("c"), ""));
    assertEquals(
        invalid + "[spec.devices.requests[1]: Duplicate value: \"r\", " + missing + "]",
        claim(request.formatted("c") + ", {name: r, exactly: {deviceClassName: c}}", ""));
    ResourceType templates = WritePath.type("resource.k8s.io/v1", "resourceclaimtemplates");
    String template =
        "{metadata: {name: a}, spec: {spec: {devices: {requests: ["
            + request.formatted("c")
            + "]}}}}";
    assertTrue(WritePath.refusal(() -> path.create(templates, template)).endsWith(missing));

    path.state.put(
        "namespaces",
        "{'metadata': {'name': 'default', 'labels': {'resource.kubernetes.io/admin-access': 'true'}}}");
    path.create(templates, template);
    ObjectNode created =
        path.create(
            CLAIMS,
            CLAIM.replace("deviceClassName: c}}, ", "deviceClassName: c, adminAccess: true}}, "));
    assertTrue(created.at("/spec/devices/requests/0/exactly/adminAccess").asBoolean());
  }

  @Test
  void whatWasAllocatedToAdministratorsStays() {
    ObjectNode claim = path.create(CLAIMS, CLAIM);
    ObjectNode allocated = claim.deepCopy();
    allocated
        .withObject("/status/allocation/devices")
        .putArray("results")
        .addObject()
        .put("request", "r")
        .put("driver", "d.example.com")
        .put("pool", "p")
        .put("device", "d")
        .put("adminAccess", true);
    assertTrue(
        WritePath.refusal(() -> path.behaviours.validateUpdate(CLAIMS, "status", allocated, claim))
            .contains("status.allocation.devices.results[0].adminAccess: Forbidden: admin access"));
    path.behaviours.validateUpdate(CLAIMS, "status", allocated, allocated);
  }
}
