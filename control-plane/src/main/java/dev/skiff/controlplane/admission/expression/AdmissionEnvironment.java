package dev.skiff.controlplane.admission.expression;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.DYN;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;
import static dev.cel.common.types.SimpleType.TIMESTAMP;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.StructTypeReference;
import dev.skiff.controlplane.resource.cel.CelEnvironment;
import dev.skiff.controlplane.resource.cel.Structures;
import dev.skiff.controlplane.resource.cel.library.AuthorizerLibrary;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables of expressions about requests: object, oldObject, request, namespaceObject, and
 * where they are allowed params and authorizer. Environments are made when the first expression
 * needs them.
 */
public final class AdmissionEnvironment {
  private static final String REQUEST = "kubernetes.AdmissionRequest";
  private static final String NAMESPACE = "kubernetes.Namespace";
  private static final CelType TEXTS = ListType.create(STRING);
  private static final CelType TEXT_MAP = MapType.create(STRING, STRING);

  private AdmissionEnvironment() {}

  private static final class Holder {
    private static final Map<String, CelType> STRUCTURES = structures();
    private static final CelEnvironment PLAIN = of(false, false);
    private static final CelEnvironment WITH_PARAMS = of(true, false);
    private static final CelEnvironment WITH_AUTHORIZER = of(false, true);
    private static final CelEnvironment WITH_BOTH = of(true, true);

    private static CelEnvironment of(boolean params, boolean authorizer) {
      return CelEnvironment.of(variables(params, authorizer), STRUCTURES);
    }
  }

  /**
   * The environment.
   *
   * @param params whether there is a parameter object
   * @param authorizer whether expressions may ask the authorizer
   */
  public static CelEnvironment with(boolean params, boolean authorizer) {
    if (authorizer) return params ? Holder.WITH_BOTH : Holder.WITH_AUTHORIZER;
    return params ? Holder.WITH_PARAMS : Holder.PLAIN;
  }

  /**
   * The environment for checking types: expressions may ask the authorizer there, but the resource
   * of the request, for which upstream's check knows no authorizer.
   *
   * @param typed the types of object, oldObject and, if it is declared, params
   */
  public static CelEnvironment typed(Map<String, CelType> typed) {
    Map<String, CelType> variables = variables(false, false);
    variables.put("authorizer", AuthorizerLibrary.AUTHORIZER);
    variables.putAll(typed);
    return CelEnvironment.of(variables, Holder.STRUCTURES);
  }

  private static Map<String, CelType> variables(boolean params, boolean authorizer) {
    Map<String, CelType> variables = new LinkedHashMap<>();
    variables.put("object", DYN);
    variables.put("oldObject", DYN);
    variables.put("namespaceObject", StructTypeReference.create(NAMESPACE));
    variables.put("request", StructTypeReference.create(REQUEST));
    if (params) variables.put("params", DYN);
    if (authorizer) {
      variables.put("authorizer", AuthorizerLibrary.AUTHORIZER);
      variables.put("authorizer.requestResource", AuthorizerLibrary.RESOURCE_CHECK);
    }
    return variables;
  }

  private static Map<String, CelType> structures() {
    Map<String, CelType> all = new HashMap<>();
    CelType kind = add(all, "kubernetes.GroupVersionKind", texts("group", "version", "kind"));
    CelType resource =
        add(all, "kubernetes.GroupVersionResource", texts("group", "version", "resource"));
    Map<String, CelType> user = texts("username", "uid");
    user.put("groups", TEXTS);
    user.put("extra", MapType.create(STRING, TEXTS));
    Map<String, CelType> request =
        texts("subResource", "requestSubResource", "name", "namespace", "operation");
    request.put("kind", kind);
    request.put("resource", resource);
    request.put("requestKind", kind);
    request.put("requestResource", resource);
    request.put("userInfo", add(all, "kubernetes.UserInfo", user));
    request.put("dryRun", BOOL);
    request.put("options", DYN);
    add(all, REQUEST, request);
    namespace(all);
    return all;
  }

  private static void namespace(Map<String, CelType> all) {
    CelType spec = add(all, "kubernetes.NamespaceSpec", Map.of("finalizers", TEXTS));
    Map<String, CelType> condition = texts("status", "type", "message", "reason");
    condition.put("lastTransitionTime", TIMESTAMP);
    CelType conditions = ListType.create(add(all, "kubernetes.NamespaceCondition", condition));
    CelType status =
        add(all, "kubernetes.NamespaceStatus", Map.of("conditions", conditions, "phase", STRING));
    Map<String, CelType> metadata =
        texts("name", "generateName", "namespace", "UID", "resourceVersion");
    metadata.put("labels", TEXT_MAP);
    metadata.put("annotations", TEXT_MAP);
    metadata.put("creationTimestamp", TIMESTAMP);
    metadata.put("deletionTimestamp", TIMESTAMP);
    metadata.put("deletionGracePeriodSeconds", INT);
    metadata.put("generation", INT);
    metadata.put("finalizers", TEXTS);
    CelType named = add(all, "kubernetes.NamespaceMetadata", metadata);
    add(all, NAMESPACE, Map.of("metadata", named, "spec", spec, "status", status));
  }

  private static Map<String, CelType> texts(String... fields) {
    Map<String, CelType> texts = new LinkedHashMap<>();
    for (String field : List.of(fields)) texts.put(field, STRING);
    return texts;
  }

  private static CelType add(Map<String, CelType> all, String name, Map<String, CelType> fields) {
    all.put(name, Structures.of(name, fields));
    return StructTypeReference.create(name);
  }
}
