package dev.skiff.controlplane.resource.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.skiff.controlplane.api.StatusException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Refusals of bodies, in upstream's words. */
public final class BodyErrors {
  private static final int SHOWN = 30;

  /** What upstream reads first of every body. */
  private static final String HEAD =
      "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string"
          + " \"json:\\\"kind,omitempty\\\"\" }";

  private static final String NO_HEAD = "couldn't get version/kind; json parse error: ";

  private BodyErrors() {}

  /** 400: a body of a kind is not what the kind's schema says. */
  public static StatusException cannotHandle(String kind, String apiVersion, String why) {
    String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
    return bad(
        kind + " in version \"" + version + "\" cannot be handled as a " + kind + ": " + why);
  }

  static StatusException otherKind(
      String kind, String apiVersion, String wanted, String wantedVersion) {
    boolean group = group(apiVersion).equals(group(wantedVersion));
    if (kind.equals(wanted) && group) {
      return bad(
          "the API version in the data ("
              + apiVersion
              + ") does not match the expected API version ("
              + wantedVersion
              + ")");
    }
    return unknownKind(kind, apiVersion, wanted);
  }

  private static String group(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  /** Whether a body is UTF-8; parsers say so in words of their own. */
  public static boolean isText(byte[] body) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      return true;
    } catch (CharacterCodingException not) {
      return false;
    }
  }

  static StatusException unreadable(
      byte[] body, Encoding encoding, String kind, JsonProcessingException error) {
    if (encoding == Encoding.YAML) {
      int line = error.getLocation() == null ? 0 : error.getLocation().getLineNr();
      String first = error.getOriginalMessage().lines().findFirst().orElse("");
      if (!isText(body)) first = "invalid UTF-8 octet";
      return unreadable(body, kind, "yaml: line " + line + ": " + first);
    }
    String problem = noObject(body);
    return unreadable(body, kind, problem == null ? NO_HEAD + error.getOriginalMessage() : problem);
  }

  /** Why upstream finds no kind in what should be a JSON object; null if it is one. */
  public static String noObject(byte[] body) {
    String problem = GoJson.problem(body);
    if (problem != null) return NO_HEAD + problem;
    String type = GoJson.type(body);
    if (type.equals("object")) return null;
    return NO_HEAD + "json: cannot unmarshal " + type + " into Go value of type " + HEAD;
  }

  /** 400: a body of a kind that the scheme does not have. */
  public static StatusException unknownKind(String kind, String apiVersion, String wanted) {
    String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
    return bad(
        kind
            + " in version \""
            + version
            + "\" cannot be handled as a "
            + wanted
            + ": no kind \""
            + kind
            + "\" is registered for version \""
            + apiVersion
            + "\" in scheme \"pkg/runtime/scheme.go:111\"");
  }

  /** 400: nobody can tell what a body is; {@code why} is what its reader says. */
  public static StatusException unreadable(byte[] body, String kind, String why) {
    return bad(
        "the object provided is unrecognized (must be of type "
            + kind
            + "): "
            + why
            + " ("
            + summary(body)
            + ")");
  }

  /** The beginning of a body: as text if it looks like JSON, else as hexadecimal digits. */
  private static String summary(byte[] body) {
    if (body.length == 0) return "<empty>";
    int length = Math.min(body.length, SHOWN);
    String end = body.length > SHOWN ? " ..." : "";
    return body[0] == '{'
        ? new String(body, 0, length, StandardCharsets.UTF_8) + end
        : HexFormat.of().formatHex(body, 0, length) + end;
  }

  private static StatusException bad(String message) {
    return new StatusException(400, "BadRequest", message, null);
  }
}
