package dev.skiff.controlplane.api.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.protobuf.ProtobufDecoder;
import dev.skiff.controlplane.api.protobuf.ProtobufWriter;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.behaviour.Behaviours;
import dev.skiff.controlplane.resource.behaviour.Reservation;
import dev.skiff.controlplane.resource.decode.Decoded;
import dev.skiff.controlplane.resource.decode.Encoding;
import dev.skiff.controlplane.resource.decode.FieldValidation;
import dev.skiff.controlplane.resource.decode.ObjectDecoder;
import dev.skiff.controlplane.resource.defaults.Defaulter;
import dev.skiff.controlplane.resource.warning.Warnings;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the type of an object says about its content, as writes need it. */
@Singleton
public final class ObjectRules {
  /** Subresources whose handlers put the new state together from what they may change alone. */
  private static final Set<String> PREPARED = Set.of("binding", "finalize", "approval");

  private final Behaviours behaviours;

  ObjectRules(Behaviours behaviours) {
    this.behaviours = behaviours;
  }

  /**
   * Reads the body of a request, with the defaults of its version filled in.
   *
   * @param warnings takes what is wrong but accepted
   * @throws dev.skiff.controlplane.api.StatusException 400 if it is malformed or of another type,
   *     415 if it is in no known form
   */
  public ObjectNode decode(
      ResourceType type,
      ApiRequest request,
      FieldValidation validation,
      Consumer<String> warnings) {
    if (type.hasProtobuf() && MediaTypes.of(request).equals(ProtobufWriter.MEDIA_TYPE)) {
      ObjectNode tree = ProtobufDecoder.decode(request.body(), type.apiVersion(), type.kind());
      // Numbers that nobody knows were skipped: there is nothing left to validate by name.
      return conform(type, tree, FieldValidation.IGNORE, warnings);
    }
    Encoding encoding = MediaTypes.ofObject(request);
    Decoded decoded = ObjectDecoder.decode(request.body(), encoding, type, validation, warnings);
    return defaulted(type, decoded, warnings);
  }

  /**
   * Brings a tree that was put together here, such as a patched object, into form; as {@link
   * #decode} does.
   */
  public ObjectNode conform(
      ResourceType type, ObjectNode object, FieldValidation validation, Consumer<String> warnings) {
    return defaulted(type, ObjectDecoder.conform(object, type, validation, warnings), warnings);
  }

  /**
   * As {@link #conform(ResourceType, ObjectNode, FieldValidation, Consumer)} with another refusal.
   *
   * @param refusal makes one of what is wrong
   */
  public ObjectNode conform(
      ResourceType type,
      ObjectNode object,
      FieldValidation validation,
      Consumer<String> warnings,
      Function<String, StatusException> refusal) {
    return defaulted(
        type, ObjectDecoder.conform(object, type, validation, warnings, refusal), warnings);
  }

  /** Brings into form what was put together of an object and what a client applies to it. */
  public ObjectNode conformApplied(ResourceType type, ObjectNode object) {
    return defaulted(type, ObjectDecoder.conformApplied(object, type), warning -> {});
  }

  /** Makes a name out of generateName. */
  void generateName(ResourceType type, ObjectNode object) {
    if (behaviours.of(type).generatesNames()) ObjectMetadata.generateName(object);
    else ObjectMetadata.of(object).set("name", object.at("/metadata/generateName"));
  }

  /**
   * Resets what a client may not set on a new object.
   *
   * @param warnings takes what is not to be seen in the object any more
   */
  void prepareForCreate(ResourceType type, ObjectNode object, Consumer<String> warnings) {
    Warnings.ofUnprepared(type.current(), object).forEach(warnings);
    behaviours.prepareForCreate(type, object);
  }

  /**
   * Resets what a client may not change.
   *
   * @param subresource empty for the object itself
   */
  void prepareForUpdate(
      ResourceType type, String subresource, ObjectNode object, ObjectNode existing) {
    if (!PREPARED.contains(subresource)) {
      behaviours.prepareForUpdate(type, subresource, object, existing);
    }
  }

  /**
   * @param warnings takes what is valid but surprising
   * @throws dev.skiff.controlplane.api.StatusException 422 naming every field that is wrong
   */
  void validateCreate(ResourceType type, ObjectNode object, Consumer<String> warnings) {
    behaviours.validateCreate(type, object);
    Warnings.of(type.current(), object, null).forEach(warnings);
  }

  /**
   * @param warnings takes what is valid but surprising
   * @throws dev.skiff.controlplane.api.StatusException 422 naming every field that is wrong
   */
  void validateUpdate(
      ResourceType type,
      String subresource,
      ObjectNode object,
      ObjectNode existing,
      Consumer<String> warnings) {
    behaviours.validateUpdate(type, subresource, object, existing);
    if (subresource.isEmpty()) Warnings.of(type.current(), object, existing).forEach(warnings);
  }

  /**
   * Takes what the object needs of shared supplies, such as addresses.
   *
   * @param existing null on create
   * @return to be committed or rolled back
   */
  Reservation reserve(ResourceType type, ObjectNode object, ObjectNode existing) {
    return behaviours.reserve(type, object, existing);
  }

  /** Sets what holds an object that is to be deleted. */
  void prepareForDelete(ResourceType type, ObjectNode object) {
    behaviours.prepareForDelete(type, object);
  }

  /** Gives back what an object had taken, now that it is gone. */
  void deleted(ResourceType type, ObjectNode last) {
    behaviours.deleted(type, last);
  }

  private static ObjectNode defaulted(
      ResourceType type, Decoded decoded, Consumer<String> warnings) {
    decoded.problems().forEach(warnings);
    Defaulter.apply(type.schema(), decoded.object());
    return decoded.object();
  }
}
