package dev.skiff.controlplane.api.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.resource.ResourceType;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.function.Consumer;

/** The rules of the types in package resource. */
@Singleton
final class TypeRules implements ObjectRules {
  @Override
  public ObjectNode decode(
      ResourceType type,
      byte[] body,
      String mediaType,
      WriteOptions.FieldValidation validation,
      Consumer<String> warnings) {
    try {
      ObjectNode object =
          (ObjectNode)
              (mediaType.equals(MediaTypes.YAML)
                      ? new com.fasterxml.jackson.dataformat.yaml.YAMLMapper()
                      : new com.fasterxml.jackson.databind.ObjectMapper())
                  .readTree(body);
      object.put("kind", type.kind()).put("apiVersion", type.apiVersion());
      return object;
    } catch (IOException e) {
      throw Statuses.badRequest(e.getMessage());
    }
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
