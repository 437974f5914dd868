package dev.skiff.resourcemodel;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One call of the published client: what it does to which resource.
 *
 * @param resourcePath group, version and plural as a path without the namespace, for example {@code
 *     /apis/apps/v1/deployments}
 * @param subresource empty if none
 * @param verb the API verb; lists stand for watches too
 * @param namespaced whether the path has a namespace
 * @param model simple name of the model class that is sent, else the one that is returned; null for
 *     plain text
 */
record ClientCall(
    String resourcePath, String subresource, String verb, boolean namespaced, String model) {
  private static final Pattern PATH =
      Pattern.compile(
          "(/api/[^/]+|/apis/[^/]+/[^/]+)(/namespaces/\\{namespace})?/([a-z]+)(/\\{name})?(?:/([a-z]+))?");
  private static final Pattern MODEL =
      Pattern.compile("Lio/kubernetes/client/openapi/models/(\\w+);");

  /** All calls of an API class that concern resources. */
  static Stream<ClientCall> of(ClassModel api) {
    Map<String, MethodModel> methods =
        api.methods().stream()
            .collect(
                Collectors.toMap(
                    method -> method.methodName().stringValue(),
                    Function.identity(),
                    (one, other) -> one));
    return methods.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith("Call"))
        .filter(entry -> !entry.getKey().endsWith("ValidateBeforeCall"))
        .flatMap(
            entry -> {
              String stem = entry.getKey().substring(0, entry.getKey().length() - 4);
              return of(entry.getValue(), methods.get(stem + "WithHttpInfo"));
            });
  }

  private static Stream<ClientCall> of(MethodModel call, MethodModel withHttpInfo) {
    List<String> constants =
        call.code()
            .orElseThrow()
            .elementStream()
            .filter(ConstantInstruction.LoadConstantInstruction.class::isInstance)
            .map(ConstantInstruction.LoadConstantInstruction.class::cast)
            .filter(constant -> constant.constantValue() instanceof String)
            .map(constant -> (String) constant.constantValue())
            .toList();
    Matcher path =
        PATH.matcher(constants.stream().filter(c -> c.startsWith("/api")).findFirst().orElse(""));
    if (!path.matches()) return Stream.empty();
    String method =
        constants.stream()
            .filter(c -> c.matches("GET|PUT|POST|PATCH|DELETE"))
            .findFirst()
            .orElse("");
    boolean named = path.group(4) != null;
    String verb =
        switch (method) {
          case "GET" -> named ? "get" : "list";
          case "POST" -> "create";
          case "PUT" -> "update";
          case "PATCH" -> "patch";
          case "DELETE" -> named ? "delete" : "deletecollection";
          default -> "";
        };
    if (verb.isEmpty()) return Stream.empty();
    String subresource = path.group(5) == null ? "" : path.group(5);
    Matcher sent = MODEL.matcher(call.methodType().stringValue());
    Matcher returned =
        MODEL.matcher(
            withHttpInfo
                .findAttribute(Attributes.signature())
                .map(attribute -> attribute.signature().stringValue())
                .orElse(""));
    String model =
        !verb.startsWith("delete") && sent.find()
            ? sent.group(1)
            : returned.find() ? returned.group(1) : null;
    return Stream.of(
        new ClientCall(
            path.group(1) + "/" + path.group(3), subresource, verb, path.group(2) != null, model));
  }

  /** Of two calls for the same verb the one that knows more: lists exist for all namespaces too. */
  static ClientCall better(ClientCall one, ClientCall other) {
    return one.namespaced() ? one : other;
  }
}
