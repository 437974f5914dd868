package dev.skiff.controlplane.api.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.admission.Outcome;
import dev.skiff.controlplane.admission.Reinvocation;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.verb.ResourceCall;
import java.util.List;

/** What a call asks admission for. */
public final class AdmissionRequests {
  private AdmissionRequests() {}

  /**
   * @param object null on DELETE
   * @param oldObject null on CREATE
   */
  public static AdmissionRequest of(
      ResourceCall call,
      Operation operation,
      String subresource,
      String namespace,
      String name,
      ObjectNode object,
      ObjectNode oldObject,
      boolean dryRun) {
    // Who deletes a collection names nobody.
    boolean unnamed = call.info().verb().equals("deletecollection");
    return new AdmissionRequest(
        operation,
        call.type(),
        subresource,
        namespace,
        unnamed ? "" : name,
        call.info().name(),
        object,
        oldObject,
        call.user(),
        dryRun,
        call.warnings()::add,
        options(call, operation),
        call.request().auditAnnotations()::put,
        new Reinvocation(),
        new Outcome());
  }

  /** The operation's options as an object; those of a deletion may come in the body. */
  private static ObjectNode options(ResourceCall call, Operation operation) {
    ApiRequest request = call.request();
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    options.put("kind", kind(call.info().verb(), operation)).put("apiVersion", "meta.k8s.io/v1");
    boolean body = operation == Operation.DELETE && request.method().equals("DELETE");
    if (body && request.body().length > 0) {
      for (var field : PlainBody.read(request).properties()) {
        if (!options.has(field.getKey())) options.set(field.getKey(), field.getValue());
      }
      return options;
    }
    List<String> dryRun = request.query().getOrDefault("dryRun", List.of());
    for (String value : dryRun) options.withArrayProperty("dryRun").add(value);
    for (String name : List.of("fieldManager", "fieldValidation", "propagationPolicy")) {
      String value = call.parameter(name);
      if (value != null) options.put(name, value);
    }
    for (String name : List.of("force", "orphanDependents")) {
      String value = call.parameter(name);
      if (value != null) options.put(name, value.equals("true"));
    }
    String grace = call.parameter("gracePeriodSeconds");
    if (grace != null && operation == Operation.DELETE)
      options.set("gracePeriodSeconds", number(grace));
    return options;
  }

  private static String kind(String verb, Operation operation) {
    return switch (operation) {
      case CREATE -> "CreateOptions";
      case UPDATE -> verb.equals("patch") ? "PatchOptions" : "UpdateOptions";
      case DELETE, CONNECT -> "DeleteOptions";
    };
  }

  private static JsonNode number(String text) {
    return JsonNodeFactory.instance.numberNode(Long.parseLong(text));
  }
}
