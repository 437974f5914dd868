package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.resource.ResourceType;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A write that asks to be admitted.
 *
 * @param operation what is done
 * @param type the resource, in the version of the request
 * @param subresource empty for the object itself
 * @param namespace empty for cluster-scoped objects
 * @param name may be empty on create, before a name is generated
 * @param pathName the name in the request's path; empty if it has none there
 * @param object the new state; null on DELETE and CONNECT
 * @param oldObject the present state; null on CREATE and CONNECT
 * @param user who asks
 * @param dryRun nothing will be stored; no side effects, please
 * @param warnings takes texts for the Warning header
 * @param options what came with the operation, such as CreateOptions; null if nothing is known
 * @param auditAnnotations takes keys and values for the audit event
 * @param reinvocation whether the chain that mutates goes round again
 * @param outcome what becomes of it
 */
public record AdmissionRequest(
    Operation operation,
    ResourceType type,
    String subresource,
    String namespace,
    String name,
    String pathName,
    ObjectNode object,
    ObjectNode oldObject,
    UserInfo user,
    boolean dryRun,
    Consumer<String> warnings,
    ObjectNode options,
    BiConsumer<String, String> auditAnnotations,
    Reinvocation reinvocation,
    Outcome outcome) {

  /** A request of which nobody audits anything, without options; what is created was posted. */
  public AdmissionRequest(
      Operation operation,
      ResourceType type,
      String subresource,
      String namespace,
      String name,
      ObjectNode object,
      ObjectNode oldObject,
      UserInfo user,
      boolean dryRun,
      Consumer<String> warnings) {
    this(
        operation,
        type,
        subresource,
        namespace,
        name,
        operation == Operation.CREATE ? "" : name,
        object,
        oldObject,
        user,
        dryRun,
        warnings,
        null,
        (key, value) -> {},
        new Reinvocation(),
        new Outcome());
  }

  /** The same request about a new object that has its name and its identity now. */
  public AdmissionRequest about(ObjectNode created) {
    return new AdmissionRequest(
        operation,
        type,
        subresource,
        namespace,
        created.path("metadata").path("name").asText(),
        pathName,
        created,
        oldObject,
        user,
        dryRun,
        warnings,
        options,
        auditAnnotations,
        reinvocation,
        outcome);
  }

  /** The operations, as admission webhooks name them. */
  public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    CONNECT
  }
}
