package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BiConsumer;

/** A resource that is never stored: creating it is a question, and the answer is the result. */
public interface VirtualResource {

  /**
   * {@code tokenreviews.authentication.k8s.io}, or {@code serviceaccounts/token} for a subresource.
   */
  String resource();

  /**
   * Answers.
   *
   * @throws dev.skiff.controlplane.api.StatusException if the question cannot be answered
   */
  ObjectNode create(Question question);

  /**
   * A create request, decoded, defaulted and authorised.
   *
   * @param object what was sent; the answer may be the same tree, filled in
   * @param namespace of the request; empty if none
   * @param name of the object that a subresource belongs to; empty if none
   * @param user who asks
   * @param notes takes what the audit log should say
   */
  record Question(
      ObjectNode object,
      String namespace,
      String name,
      UserInfo user,
      BiConsumer<String, String> notes) {
    /** A question that nobody audits. */
    public Question(ObjectNode object, String namespace, String name, UserInfo user) {
      this(object, namespace, name, user, (key, value) -> {});
    }
  }
}
