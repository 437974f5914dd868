package dev.skiff.controlplane.api.protobuf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.resource.decode.BodyErrors;
import java.util.Arrays;

/** Reads bodies of {@code application/vnd.kubernetes.protobuf} into the trees that JSON gives. */
public final class ProtobufDecoder {
  private ProtobufDecoder() {}

  /**
   * Reads a body.
   *
   * @param apiVersion what it is if it does not say so; may be empty
   * @param kind as for apiVersion
   * @throws dev.skiff.controlplane.api.StatusException 400 if it is malformed or nobody knows its
   *     kind, in upstream's words
   */
  public static ObjectNode decode(byte[] body, String apiVersion, String kind) {
    Unknown unknown;
    try {
      unknown = Unknown.read(body);
    } catch (MalformedException e) {
      throw kind.isEmpty()
          ? Statuses.badRequest(e.getMessage())
          : BodyErrors.unreadable(body, kind, e.getMessage());
    }
    String actualVersion = unknown.apiVersion().isEmpty() ? apiVersion : unknown.apiVersion();
    String actualKind = unknown.kind().isEmpty() ? kind : unknown.kind();
    MessageType type =
        MessageTypes.ofKind(actualVersion, actualKind)
            .orElseThrow(() -> BodyErrors.unknownKind(actualKind, actualVersion, kind));
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("kind", actualKind).put("apiVersion", actualVersion);
    try {
      MessageReader.read(unknown.raw(), type, object);
    } catch (MalformedException e) {
      throw BodyErrors.cannotHandle(actualKind, actualVersion, e.getMessage());
    }
    return object;
  }

  /** The envelope, {@code runtime.Unknown}. */
  private record Unknown(String apiVersion, String kind, WireReader raw) {

    static Unknown read(byte[] body) throws MalformedException {
      byte[] magic = ProtobufWriter.MAGIC;
      if (body.length == 0) throw new MalformedException("empty data");
      if (body.length < magic.length
          || !Arrays.equals(body, 0, magic.length, magic, 0, magic.length)) {
        throw new MalformedException(
            "provided data does not appear to be a protobuf message, expected prefix"
                + " [107 56 115 0]");
      }
      if (body.length == magic.length) throw new MalformedException("empty body");
      String apiVersion = "";
      String kind = "";
      WireReader raw = new WireReader(body, 0, 0);
      WireReader envelope = new WireReader(body, magic.length, body.length);
      while (envelope.hasNext()) {
        int tag = (int) envelope.varint();
        switch (tag >>> 3) {
          case 1 -> {
            WireReader typeMeta = delimited(envelope, tag, "TypeMeta");
            while (typeMeta.hasNext()) {
              int field = (int) typeMeta.varint();
              switch (field >>> 3) {
                case 1 -> apiVersion = delimited(typeMeta, field, "APIVersion").text();
                case 2 -> kind = delimited(typeMeta, field, "Kind").text();
                default -> typeMeta.skip(field & 7);
              }
            }
          }
          case 2 -> raw = delimited(envelope, tag, "Raw");
          default -> envelope.skip(tag & 7);
        }
      }
      return new Unknown(apiVersion, kind, raw);
    }

    private static WireReader delimited(WireReader reader, int tag, String field)
        throws MalformedException {
      MessageReader.requireWireType(tag, WireReader.BYTES, field);
      return reader.delimited();
    }
  }
}
