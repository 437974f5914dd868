package dev.skiff.controlplane.api.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.protobuf.ProtobufWriter;
import dev.skiff.controlplane.api.verb.ResourceCall;
import dev.skiff.controlplane.resource.BuiltInTypes;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.ServedTypes;
import dev.skiff.controlplane.resource.decode.Decoded;
import dev.skiff.controlplane.resource.decode.FieldValidation;
import dev.skiff.controlplane.resource.decode.ObjectDecoder;
import jakarta.inject.Singleton;

/** Bodies of subresources with a form of their own: bindings, evictions, scales, token requests. */
@Singleton
public final class SubresourceBodies {
  private final BuiltInTypes definitions;

  SubresourceBodies(ServedTypes types) {
    this.definitions = types.builtIn();
  }

  /**
   * Reads the body of a call, of whatever version it says it is; {@code apiVersion} and {@code
   * kind} are set if it says nothing.
   *
   * @param validation what becomes of unknown and duplicate fields; warnings go to the call
   * @throws dev.skiff.controlplane.api.StatusException 400 if it is malformed or of another kind,
   *     415 if it is in no known form
   */
  public ObjectNode read(ResourceCall call, FieldValidation validation) {
    ApiRequest request = call.request();
    var part = call.type().subresource(call.info().subresource()).orElseThrow();
    ObjectNode plain = PlainBody.read(request, part.kind());
    // Numbers that nobody knows were skipped: there is nothing to validate by name.
    if (MediaTypes.of(request).equals(ProtobufWriter.MEDIA_TYPE)) return plain;
    String said = plain.path("apiVersion").asText("");
    Decoded decoded =
        ObjectDecoder.decode(
            request.body(),
            MediaTypes.ofObject(request),
            said.isEmpty() ? apiVersion(part) : said,
            part.kind(),
            schema(part),
            validation,
            call.warnings()::add);
    decoded.problems().forEach(call.warnings()::add);
    return decoded.object();
  }

  private static String apiVersion(ResourceType.Subresource part) {
    return part.group().isEmpty() ? part.version() : part.group() + "/" + part.version();
  }

  private Schema schema(ResourceType.Subresource part) {
    String group = part.group().isEmpty() ? "core" : part.group().split("\\.", 2)[0];
    String name = "io.k8s.api." + group + "." + part.version() + "." + part.kind();
    return definitions.definition(name).orElseThrow();
  }
}
