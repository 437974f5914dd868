package dev.skiff.controlplane.auth.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.auth.UserInfo;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** A request that is audited, and the events of it ({@code audit.k8s.io/v1} Event). */
final class AuditRecord {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int STATUS_SIZE = 64 * 1024;
  private static final int AGENT_LENGTH = 1024;

  private final AuditRule rule;
  private final ApiRequest request;
  private final RequestInfo info;
  private final UserInfo user;
  private final String kind;
  private final String id;
  private final Instant received = Instant.now();

  /**
   * @param user who asked; null if nobody is known
   * @param kind of the objects that the request is about, for bodies that do not say; may be empty
   * @param id given by the caller, or made up
   */
  AuditRecord(
      AuditRule rule, ApiRequest request, RequestInfo info, UserInfo user, String kind, String id) {
    this.rule = rule;
    this.request = request;
    this.info = info;
    this.user = user;
    this.kind = kind;
    this.id = id;
  }

  String id() {
    return id;
  }

  RequestInfo info() {
    return info;
  }

  boolean wantsResponse() {
    return rule.level() == AuditLevel.REQUEST_RESPONSE;
  }

  boolean omits(AuditStage stage) {
    return rule.omitStages().contains(stage);
  }

  /**
   * An event, to be made on another thread.
   *
   * @param code 0 before there is an answer
   * @param parts the answer's body as far as it is known
   * @param contentType the answer's
   */
  Supplier<byte[]> event(
      AuditStage stage, int code, List<byte[]> parts, String contentType, boolean gzip) {
    Instant now = Instant.now();
    Map<String, String> annotations = new TreeMap<>(request.auditAnnotations());
    return () -> bytes(stage, now, code, parts, contentType, gzip, annotations);
  }

  private byte[] bytes(
      AuditStage stage,
      Instant time,
      int code,
      List<byte[]> parts,
      String contentType,
      boolean gzip,
      Map<String, String> annotations) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("kind", "Event").put("apiVersion", "audit.k8s.io/v1");
    event.put("level", rule.level().text()).put("auditID", id).put("stage", stage.text());
    event.put("requestURI", request.uri()).put("verb", info.verb());
    UserInfo impersonator = request.origin().impersonator();
    event.set("user", user(impersonator != null ? impersonator : user));
    if (impersonator != null) event.set("impersonatedUser", user(user));
    SourceAddresses.of(request).forEach(event.putArray("sourceIPs")::add);
    String agent = request.header("user-agent");
    if (agent != null) event.put("userAgent", shortened(agent));
    boolean received = stage != AuditStage.REQUEST_RECEIVED;
    boolean bodies = received && rule.level().atLeast(AuditLevel.REQUEST);
    JsonNode sent = received && needsBody() ? requestObject() : null;
    if (info.resourceRequest()) event.set("objectRef", objectRef(sent));
    if (code > 0) {
      int size = parts.stream().mapToInt(part -> part.length).sum();
      JsonNode answer =
          wantsResponse() || size < STATUS_SIZE
              ? AuditBodies.read(
                  AuditBodies.joined(parts, gzip), contentType, rule.omitManagedFields())
              : null;
      event.set("responseStatus", status(code, answer));
      if (bodies && sent != null) event.set("requestObject", sent);
      if (wantsResponse() && answer != null) event.set("responseObject", answer);
    }
    event.put("requestReceivedTimestamp", TIME.format(this.received));
    event.put("stageTimestamp", TIME.format(time));
    if (!annotations.isEmpty()) {
      ObjectNode all = event.putObject("annotations");
      annotations.forEach(all::put);
    }
    try {
      return JSON.writeValueAsBytes(event);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** An object says its uid, and a new one its name, in the body only. */
  private boolean needsBody() {
    return rule.level().atLeast(AuditLevel.REQUEST) || writesWhole();
  }

  private boolean writesWhole() {
    return info.verb().equals("create") || info.verb().equals("update");
  }

  private static String shortened(String agent) {
    return agent.length() <= AGENT_LENGTH
        ? agent
        : agent.substring(0, AGENT_LENGTH) + "...TRUNCATED";
  }

  private JsonNode requestObject() {
    JsonNode sent =
        AuditBodies.read(request.body(), request.header("content-type"), rule.omitManagedFields());
    if (!(sent instanceof ObjectNode object) || !writesWhole() || object.has("kind")) return sent;
    ObjectNode complete = JsonNodeFactory.instance.objectNode();
    complete.put("kind", kind).put("apiVersion", info.apiVersion());
    complete.setAll(object);
    return complete;
  }

  private ObjectNode objectRef(JsonNode sent) {
    ObjectNode reference = JsonNodeFactory.instance.objectNode();
    JsonNode metadata = writesWhole() && sent != null ? sent.path("metadata") : null;
    put(reference, "resource", info.resource());
    put(reference, "namespace", info.namespace());
    put(reference, "name", info.name().isEmpty() ? text(metadata, "name") : info.name());
    put(reference, "uid", text(metadata, "uid"));
    put(reference, "apiGroup", info.group());
    put(reference, "apiVersion", info.version());
    put(reference, "resourceVersion", text(metadata, "resourceVersion"));
    put(reference, "subresource", info.subresource());
    return reference;
  }

  private static ObjectNode status(int code, JsonNode answer) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.putObject("metadata");
    if (answer != null && answer.path("kind").asText().equals("Status")) {
      for (String field : List.of("status", "message", "reason", "details")) {
        if (answer.has(field)) status.set(field, answer.get(field));
      }
    }
    return status.put("code", code);
  }

  private static ObjectNode user(UserInfo user) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (user == null) return node;
    node.put("username", user.name());
    put(node, "uid", user.uid());
    if (!user.groups().isEmpty()) {
      var groups = node.putArray("groups");
      user.groups().forEach(groups::add);
    }
    if (!user.extra().isEmpty()) {
      ObjectNode extra = node.putObject("extra");
      new TreeMap<>(user.extra())
          .forEach((key, values) -> values.forEach(extra.withArray("/" + escaped(key))::add));
    }
    return node;
  }

  /** A key as a segment of a JSON pointer. */
  private static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  private static String text(JsonNode object, String field) {
    return object == null ? "" : object.path(field).asText();
  }

  private static void put(ObjectNode object, String field, String value) {
    if (!value.isEmpty()) object.put(field, value);
  }
}
