package dev.skiff.controlplane.resource.cel.library;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.STRING;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.request.FieldSelector;
import dev.skiff.controlplane.auth.Authorizer;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLibrary;
import dev.skiff.controlplane.resource.cel.Functions;
import dev.skiff.controlplane.resource.cel.OpaqueValue;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.List;
import java.util.Map;

/** Asks the authorizer: {@code authorizer.group('').resource('pods').check('get').allowed()}. */
public final class AuthorizerLibrary implements CelLibrary {
  private static final String PREFIX = "kubernetes.authorization.";

  /** Type of the variable {@code authorizer}. */
  public static final OpaqueType AUTHORIZER = OpaqueType.create(PREFIX + "Authorizer");

  /** Type of the variable {@code authorizer.requestResource}. */
  public static final OpaqueType RESOURCE_CHECK = OpaqueType.create(PREFIX + "ResourceCheck");

  private static final OpaqueType GROUP_CHECK = OpaqueType.create(PREFIX + "GroupCheck");
  private static final OpaqueType PATH_CHECK = OpaqueType.create(PREFIX + "PathCheck");
  private static final OpaqueType DECISION = OpaqueType.create(PREFIX + "Decision");

  /**
   * The value of {@code authorizer}.
   *
   * @param user who is asked about
   */
  public record Subject(UserInfo user, Authorizer authorizer) implements OpaqueValue {
    @Override
    public CelType type() {
      return AUTHORIZER;
    }
  }

  private record GroupCheck(Subject subject, String group) implements OpaqueValue {
    @Override
    public CelType type() {
      return GROUP_CHECK;
    }
  }

  private record PathCheck(Subject subject, String path) implements OpaqueValue {
    @Override
    public CelType type() {
      return PATH_CHECK;
    }
  }

  /** A question about a resource; {@code authorizer.requestResource} is one. */
  public record ResourceCheck(
      Subject subject,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name,
      FieldSelector fields)
      implements OpaqueValue {
    @Override
    public CelType type() {
      return RESOURCE_CHECK;
    }
  }

  private record Decision(Authorizer.Decision decision) implements OpaqueValue {
    @Override
    public CelType type() {
      return DECISION;
    }
  }

  @Override
  public void addTo(Functions functions) {
    for (OpaqueType type : List.of(AUTHORIZER, RESOURCE_CHECK, GROUP_CHECK, PATH_CHECK, DECISION)) {
      functions.type(type);
    }
    functions.member(
        "path", "authorizer_path", PATH_CHECK, List.of(AUTHORIZER, STRING), v -> path(v[0], v[1]));
    functions.member(
        "group",
        "authorizer_group",
        GROUP_CHECK,
        List.of(AUTHORIZER, STRING),
        v -> new GroupCheck((Subject) v[0], (String) v[1]));
    functions.member(
        "serviceAccount",
        "authorizer_serviceaccount",
        AUTHORIZER,
        List.of(AUTHORIZER, STRING, STRING),
        v -> serviceAccount((Subject) v[0], (String) v[1], (String) v[2]));
    functions.member(
        "resource",
        "groupcheck_resource",
        RESOURCE_CHECK,
        List.of(GROUP_CHECK, STRING),
        v -> resource((GroupCheck) v[0], (String) v[1]));
    for (String field : List.of("subresource", "namespace", "name")) {
      narrow(functions, field, "resourcecheck_" + field);
    }
    narrow(functions, "fieldSelector", "authorizer_fieldselector");
    narrow(functions, "labelSelector", "authorizer_labelselector");
    functions.member(
        "check",
        "pathcheck_check",
        DECISION,
        List.of(PATH_CHECK, STRING),
        v -> check((PathCheck) v[0], (String) v[1]));
    functions.member(
        "check",
        "resourcecheck_check",
        DECISION,
        List.of(RESOURCE_CHECK, STRING),
        v -> check((ResourceCheck) v[0], (String) v[1]));
    // Our authorizers cannot fail: one that cannot decide has no opinion.
    functions.member("errored", "decision_errored", BOOL, List.of(DECISION), v -> false);
    functions.member("error", "decision_error", STRING, List.of(DECISION), v -> "");
    functions.member(
        "allowed",
        "decision_allowed",
        BOOL,
        List.of(DECISION),
        v -> ((Decision) v[0]).decision.allowed());
    functions.member(
        "reason",
        "decision_reason",
        STRING,
        List.of(DECISION),
        v -> ((Decision) v[0]).decision.reason());
  }

  private static void narrow(Functions functions, String field, String overload) {
    functions.member(
        field,
        overload,
        RESOURCE_CHECK,
        List.of(RESOURCE_CHECK, STRING),
        v -> narrowed((ResourceCheck) v[0], field, (String) v[1]));
  }

  /** No authorizer here looks at labels: those narrow nothing. */
  private static Object narrowed(ResourceCheck check, String field, String value) {
    return new ResourceCheck(
        check.subject,
        check.group,
        check.resource,
        field.equals("subresource") ? value : check.subresource,
        field.equals("namespace") ? value : check.namespace,
        field.equals("name") ? value : check.name,
        field.equals("fieldSelector") ? fields(value) : check.fields);
  }

  private static FieldSelector fields(String selector) {
    try {
      return FieldSelector.parse(selector);
    } catch (StatusException malformed) {
      return FieldSelector.EVERYTHING;
    }
  }

  private static Object path(Object subject, Object path) {
    if (((String) path).isBlank()) throw new CelException("path must not be empty");
    return new PathCheck((Subject) subject, (String) path);
  }

  private static Object resource(GroupCheck check, String resource) {
    if (resource.isBlank()) throw new CelException("resource must not be empty");
    return new ResourceCheck(
        check.subject, check.group, resource, "", "", "", FieldSelector.EVERYTHING);
  }

  private static Object serviceAccount(Subject subject, String namespace, String name) {
    if (!Names.subdomain(name).isEmpty()) throw new CelException("Invalid service account name");
    if (!Names.label(namespace).isEmpty()) {
      throw new CelException("Invalid service account namespace");
    }
    List<String> groups =
        List.of(
            "system:serviceaccounts",
            "system:serviceaccounts:" + namespace,
            "system:authenticated");
    String user = "system:serviceaccount:" + namespace + ":" + name;
    return new Subject(new UserInfo(user, "", groups, Map.of()), subject.authorizer);
  }

  private static Object check(PathCheck check, String verb) {
    return decide(
        check.subject,
        new Authorizer.Attributes(
            check.subject.user, verb, "", "", "", "", "", "", false, check.path));
  }

  private static Object check(ResourceCheck check, String verb) {
    return decide(
        check.subject,
        new Authorizer.Attributes(
            check.subject.user,
            verb,
            check.group,
            "*",
            check.resource,
            check.subresource,
            check.namespace,
            check.name,
            true,
            "",
            check.fields));
  }

  private static Object decide(Subject subject, Authorizer.Attributes asked) {
    return new Decision(subject.authorizer.authorize(asked));
  }
}
