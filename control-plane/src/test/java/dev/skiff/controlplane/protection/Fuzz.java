package dev.skiff.controlplane.protection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Makes malformed requests out of a seed: the same ones each time. */
final class Fuzz {
  /** A request: its first line and headers, and its body. */
  record Request(String head, byte[] body) {}

  private static final List<String> COLLECTIONS =
      List.of(
          "/api/v1/namespaces/fuzz/configmaps",
          "/api/v1/namespaces/fuzz/pods",
          "/api/v1/namespaces/fuzz/services",
          "/api/v1/namespaces/fuzz/secrets",
          "/api/v1/namespaces",
          "/apis/apps/v1/namespaces/fuzz/deployments",
          "/apis/batch/v1/namespaces/fuzz/cronjobs",
          "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
          "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
          "/apis/certificates.k8s.io/v1/certificatesigningrequests",
          "/apis/rbac.authorization.k8s.io/v1/clusterroles");

  private static final List<String> OBJECTS =
      List.of(
          "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"labels\":{\"a\":\"b\"}},\"data\":{\"x\":\"y\"}}",
          "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"generateName\":\"p-\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"ports\":[{\"containerPort\":80}],\"resources\":{\"requests\":{\"cpu\":\"1\"}}}]}}",
          "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"s\"},\"spec\":{\"ports\":[{\"port\":80,\"targetPort\":\"http\"}],\"selector\":{\"a\":\"b\"}}}",
          "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"d\"},\"spec\":{\"replicas\":1,\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}",
          "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\",\"metadata\":{\"name\":\"foos.example.org\"},\"spec\":{\"group\":\"example.org\",\"scope\":\"Namespaced\",\"names\":{\"plural\":\"foos\",\"kind\":\"Foo\"},\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":true,\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\"}}}]}}",
          "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectAccessReview\",\"spec\":{\"resourceAttributes\":{\"verb\":\"get\",\"resource\":\"pods\"}}}",
          "{\"apiVersion\":\"certificates.k8s.io/v1\",\"kind\":\"CertificateSigningRequest\",\"metadata\":{\"name\":\"c\"},\"spec\":{\"request\":\"aGFsbG8=\",\"signerName\":\"kubernetes.io/kube-apiserver-client\",\"usages\":[\"client auth\"]}}");

  private static final List<String> MEDIA_TYPES =
      List.of(
          "application/json",
          "application/json",
          "application/yaml",
          "application/vnd.kubernetes.protobuf",
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          "application/apply-patch+yaml",
          "text/plain",
          "/;;=",
          "application/json;charset=\"");

  private static final List<String> PATCHES =
      List.of(
          "[{\"op\":\"add\",\"path\":\"/data/x\",\"value\":1}]",
          "[{\"op\":\"move\",\"from\":\"/metadata\",\"path\":\"/metadata/labels/a\"}]",
          "[{\"op\":\"test\",\"path\":\"/nothing/0/-\"},{\"op\":\"remove\",\"path\":\"\"}]",
          "{\"metadata\":null}",
          "{\"metadata\":{\"labels\":{\"$patch\":\"delete\"}},\"$setElementOrder/x\":[1]}",
          "{\"spec\":{\"containers\":[{\"$patch\":\"replace\"},7,null]}}",
          "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"managedFields\":[{\"fieldsV1\":{\"f:\":1}}]}}",
          "apiVersion: v1\nkind: ConfigMap\ndata: &a {x: *a}\n");

  private static final List<String> PARAMETERS =
      List.of(
          "limit",
          "continue",
          "resourceVersion",
          "resourceVersionMatch",
          "labelSelector",
          "fieldSelector",
          "timeoutSeconds",
          "timeout",
          "sendInitialEvents",
          "allowWatchBookmarks",
          "dryRun",
          "fieldManager",
          "fieldValidation",
          "propagationPolicy",
          "gracePeriodSeconds",
          "force",
          "pretty",
          "includeObject");

  private static final List<String> VALUES =
      List.of(
          "",
          "-1",
          "0",
          "1",
          "99999999999999999999",
          "true",
          "maybe",
          "%00",
          "%zz",
          "%ff%fe",
          "a%3Db",
          "a+in+(",
          "!!",
          "a,,b",
          "metadata.name%3Da",
          "spec.nothing%3Da",
          "a%3D%3D%3Db",
          "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ",
          "NotOlderThan",
          "Exact",
          "All",
          "Strict",
          "1h",
          "\u00fc",
          "x".repeat(3000));

  private static final List<String> PARTS =
      List.of(
          "{\"apiVersion\":\"v1\",\"kind\":\"Binding\",\"metadata\":{\"name\":\"target\"},\"target\":{\"kind\":\"Node\",\"name\":\"n\"}}",
          "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"target\"},\"deleteOptions\":{\"gracePeriodSeconds\":1,\"preconditions\":{\"uid\":\"x\"}}}",
          "{\"apiVersion\":\"autoscaling/v1\",\"kind\":\"Scale\",\"metadata\":{\"name\":\"none\"},\"spec\":{\"replicas\":3}}",
          "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{\"audiences\":[\"a\"],\"expirationSeconds\":600,\"boundObjectRef\":{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"name\":\"a\"}}}",
          "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"propagationPolicy\":\"Foreground\",\"gracePeriodSeconds\":5,\"preconditions\":{\"resourceVersion\":\"1\"}}",
          "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"e\",\"image\":\"i\"}],\"containers\":[{\"name\":\"c\",\"resources\":{\"limits\":{\"cpu\":\"1\"}}}]}}",
          "{\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}],\"podIPs\":[{\"ip\":\"10.0.0.1\"}]}}");

  private final Random random;
  private final FuzzProtocol protocol;

  Fuzz(long seed) {
    random = new Random(seed);
    protocol = new FuzzProtocol(random);
  }

  Request next() {
    return switch (random.nextInt(7)) {
      case 0 -> write();
      case 1 -> patch();
      case 2 -> query();
      case 3 -> upgrade();
      case 4 -> subresource();
      case 5 -> protocol.next(pick(COLLECTIONS), pick(OBJECTS));
      default -> path();
    };
  }

  /** Bodies of subresources, and options of deletions. */
  private Request subresource() {
    String target =
        pick(
            List.of(
                "pods/target/binding",
                "pods/target/eviction",
                "pods/target/ephemeralcontainers",
                "pods/target/resize",
                "pods/target/status",
                "pods/target",
                "serviceaccounts/default/token",
                "configmaps/target",
                "configmaps",
                "services/none/status",
                "replicationcontrollers/none/scale",
                "bindings"));
    byte[] body = damaged(pick(PARTS).getBytes(StandardCharsets.UTF_8));
    String method = pick(List.of("POST ", "PUT ", "PATCH ", "DELETE "));
    String path = "/api/v1/namespaces/fuzz/" + target + "?dryRun=All&" + parameters(1).substring(1);
    return withBody(method + path, pick(MEDIA_TYPES), body);
  }

  private Request write() {
    byte[] body = damaged(pick(OBJECTS).getBytes(StandardCharsets.UTF_8));
    boolean update = random.nextInt(4) == 0;
    String first =
        (update ? "PUT " : "POST ") + pick(COLLECTIONS) + (update ? "/a" : "") + parameters(1);
    return withBody(first, pick(MEDIA_TYPES), body);
  }

  private Request patch() {
    String target =
        random.nextBoolean()
            ? "/api/v1/namespaces/fuzz/configmaps/target"
            : pick(COLLECTIONS) + "/a";
    byte[] body = pick(PATCHES).getBytes(StandardCharsets.UTF_8);
    if (random.nextBoolean()) body = damaged(body);
    return withBody("PATCH " + target + parameters(2), pick(MEDIA_TYPES), body);
  }

  private Request query() {
    String method = pick(List.of("GET", "GET", "GET", "DELETE", "HEAD", "OPTIONS"));
    String name = random.nextBoolean() ? "/a" : "";
    String watch = random.nextInt(4) == 0 ? "&watch=1&timeoutSeconds=1" : "";
    String parameters = parameters(1 + random.nextInt(4));
    if (!watch.isEmpty()) parameters += watch;
    // Namespaces that others need stay.
    String path = pick(COLLECTIONS.subList(0, 4)) + name;
    return new Request(
        method + " " + path + parameters + " HTTP/1.1\r\nAccept: " + accept(), new byte[0]);
  }

  private Request upgrade() {
    String subresource =
        pick(List.of("exec", "attach", "portforward", "log", "proxy", "nothing", ""));
    String path =
        "/api/v1/namespaces/fuzz/pods/"
            + pick(List.of("a", "%20", "..", "p-1"))
            + "/"
            + subresource;
    String head =
        pick(List.of("GET ", "POST ", "PUT "))
            + path
            + pick(
                List.of("", "?command=a&stdin=maybe", "?ports=x", "?ports=70000", "?container=%00"))
            + " HTTP/1.1\r\nUpgrade: "
            + pick(
                List.of("websocket", "SPDY/3.1", "h2c", "x".repeat(200), "websocket, SPDY/3.1", ""))
            + "\r\nSec-WebSocket-Key: "
            + pick(List.of("dGhlIHNhbXBsZSBub25jZQ==", "", "x"))
            + "\r\nSec-WebSocket-Version: "
            + pick(List.of("13", "-1", "99999999999", "x"))
            + "\r\nSec-WebSocket-Protocol: "
            + pick(List.of("v5.channel.k8s.io", ",,,", "base64url.bearer.authorization.k8s.io.x"))
            + "\r\nX-Stream-Protocol-Version: "
            + pick(List.of("v4.channel.k8s.io", "nothing"));
    return new Request(head, new byte[0]);
  }

  private Request path() {
    StringBuilder path = new StringBuilder();
    int segments = random.nextInt(9);
    for (int i = 0; i < segments; i++) {
      path.append('/')
          .append(
              pick(
                  List.of(
                      "api",
                      "apis",
                      "v1",
                      "apps",
                      "namespaces",
                      "fuzz",
                      "pods",
                      "a",
                      "status",
                      "watch",
                      "scale",
                      "",
                      "..",
                      ".",
                      "%2f",
                      "%00",
                      "%2e%2e",
                      ";a=b",
                      "*",
                      "finalize",
                      "openapi",
                      "v2",
                      "v3",
                      "metrics",
                      "readyz",
                      "x".repeat(300),
                      "%C3%BC",
                      "{a}")));
    }
    if (path.isEmpty()) path.append('/');
    String method = pick(List.of("GET", "GET", "GET", "POST", "PUT", "PATCH", "OPTIONS"));
    return new Request(
        method + " " + path + parameters(1) + " HTTP/1.1\r\nAccept: " + accept(), new byte[0]);
  }

  private String accept() {
    return pick(
        List.of(
            "application/json",
            "*/*",
            "application/json;as=Table;g=meta.k8s.io;v=v1",
            "application/json;as=Nothing",
            "application/vnd.kubernetes.protobuf",
            "text/html;q=x",
            ";;;",
            "application/yaml"));
  }

  private String parameters(int count) {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < count; i++) {
      if (random.nextInt(3) == 0) continue;
      query.append(query.isEmpty() ? '?' : '&').append(pick(PARAMETERS)).append('=');
      query.append(pick(VALUES));
    }
    return query.isEmpty() ? "?a" : query.toString();
  }

  private Request withBody(String first, String mediaType, byte[] body) {
    return new Request(
        first + " HTTP/1.1\r\nContent-Type: " + mediaType + "\r\nContent-Length: " + body.length,
        body);
  }

  private byte[] damaged(byte[] text) {
    return switch (random.nextInt(11)) {
      case 9 -> yaml(text);
      case 10 -> protocol.message(text);
      case 0 -> java.util.Arrays.copyOf(text, random.nextInt(text.length + 1));
      case 1 -> {
        byte[] noise = new byte[random.nextInt(2000)];
        random.nextBytes(noise);
        yield noise;
      }
      case 2 -> ("{\"metadata\":" + "[".repeat(5000 + random.nextInt(40_000))).getBytes();
      case 3 -> "{\"a\":".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
      case 4 -> replaced(text, "\"[a-zA-Z]+\":", "\"\\u0000\":");
      case 5 ->
          replaced(
              text,
              ":\"[^\"]*\"",
              ":"
                  + pick(
                      List.of("{}", "[]", "null", "1e999", "-0", "true", "12345678901234567890")));
      case 6 ->
          replaced(
              text, "[\\[{]", pick(List.of("[{", "{{", "[null,", "{\"\":1,", "{\"a\":1,\"a\":2,")));
      case 7 -> {
        ByteArrayOutputStream magic = new ByteArrayOutputStream();
        magic.writeBytes(new byte[] {'k', '8', 's', 0});
        byte[] noise = new byte[random.nextInt(500)];
        random.nextBytes(noise);
        magic.writeBytes(noise);
        yield magic.toByteArray();
      }
      default -> {
        byte[] flipped = text.clone();
        for (int i = 0; i < 3; i++)
          flipped[random.nextInt(flipped.length)] = (byte) random.nextInt();
        yield flipped;
      }
    };
  }

  private byte[] yaml(byte[] text) {
    String json = new String(text, StandardCharsets.UTF_8);
    return pick(List.of(
            "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n",
            "--- !!java.lang.Object\n" + json,
            json + "\n---\n" + json,
            "? " + json + "\n: 1",
            "metadata:\n\tname: a",
            "metadata: {name: 2001-01-01}\ndata: {x: 0o17, y: .inf, z: ~, no: yes}",
            "%YAML 9.9\n---\n" + json,
            "<<: " + json,
            "!!binary aGFsbG8=",
            "- ".repeat(3000)))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** One of the matches, chosen by chance. */
  private byte[] replaced(byte[] text, String pattern, String by) {
    String whole = new String(text, StandardCharsets.UTF_8);
    var matches = java.util.regex.Pattern.compile(pattern).matcher(whole).results().toList();
    if (matches.isEmpty()) return text;
    var match = matches.get(random.nextInt(matches.size()));
    return (whole.substring(0, match.start()) + by + whole.substring(match.end()))
        .getBytes(StandardCharsets.UTF_8);
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
