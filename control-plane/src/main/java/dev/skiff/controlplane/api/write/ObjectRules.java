package dev.skiff.controlplane.api.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.decode.Encoding;
import dev.skiff.controlplane.resource.decode.FieldValidation;
import java.util.function.Consumer;

/** What the type of an object says about its content, as writes need it. */
public interface ObjectRules {

  /**
   * Reads a body, with the defaults of its version filled in.
   *
   * @param warnings takes what is wrong but accepted
   * @throws dev.skiff.controlplane.api.StatusException 400 if it is malformed or of another type
   */
  ObjectNode decode(
      ResourceType type,
      byte[] body,
      Encoding encoding,
      FieldValidation validation,
      Consumer<String> warnings);

  /**
   * Brings a tree that was put together here, such as a patched object, into form; as {@link
   * #decode} does with a body.
   */
  ObjectNode conform(
      ResourceType type, ObjectNode object, FieldValidation validation, Consumer<String> warnings);

  /** Resets what a client may not set on a new object. */
  void prepareForCreate(ResourceType type, ObjectNode object);

  /**
   * Resets what a client may not change.
   *
   * @param subresource empty for the object itself
   */
  void prepareForUpdate(
      ResourceType type, String subresource, ObjectNode object, ObjectNode existing);

  /**
   * @throws dev.skiff.controlplane.api.StatusException 422 naming every field that is wrong
   */
  void validateCreate(ResourceType type, ObjectNode object, Consumer<String> warnings);

  /**
   * @throws dev.skiff.controlplane.api.StatusException 422 naming every field that is wrong
   */
  void validateUpdate(
      ResourceType type,
      String subresource,
      ObjectNode object,
      ObjectNode existing,
      Consumer<String> warnings);
}
