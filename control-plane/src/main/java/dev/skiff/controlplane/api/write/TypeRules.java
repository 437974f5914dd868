package dev.skiff.controlplane.api.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.decode.Decoded;
import dev.skiff.controlplane.resource.decode.Encoding;
import dev.skiff.controlplane.resource.decode.FieldValidation;
import dev.skiff.controlplane.resource.decode.ObjectDecoder;
import dev.skiff.controlplane.resource.defaults.Defaulter;
import jakarta.inject.Singleton;
import java.util.function.Consumer;

/** The rules of the types in package resource. */
@Singleton
final class TypeRules implements ObjectRules {

  @Override
  public ObjectNode decode(
      ResourceType type,
      byte[] body,
      Encoding encoding,
      FieldValidation validation,
      Consumer<String> warnings) {
    return defaulted(type, ObjectDecoder.decode(body, encoding, type, validation), warnings);
  }

  @Override
  public ObjectNode conform(
      ResourceType type, ObjectNode object, FieldValidation validation, Consumer<String> warnings) {
    return defaulted(type, ObjectDecoder.conform(object, type, validation), warnings);
  }

  private static ObjectNode defaulted(
      ResourceType type, Decoded decoded, Consumer<String> warnings) {
    decoded.problems().forEach(warnings);
    Defaulter.apply(type.schema(), decoded.object());
    return decoded.object();
  }

  @Override
  public void prepareForCreate(ResourceType type, ObjectNode object) {}

  @Override
  public void prepareForUpdate(
      ResourceType type, String subresource, ObjectNode object, ObjectNode existing) {}

  @Override
  public void validateCreate(ResourceType type, ObjectNode object, Consumer<String> warnings) {}

  @Override
  public void validateUpdate(
      ResourceType type,
      String subresource,
      ObjectNode object,
      ObjectNode existing,
      Consumer<String> warnings) {}
}
