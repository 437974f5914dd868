package dev.skiff.controlplane.resource.decode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.skiff.controlplane.api.StatusException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Refusals of bodies, in upstream's words. */
public final class BodyErrors {
  private static final int SHOWN = 30;

  private BodyErrors() {}

  /** 400: a body of a kind is not what the kind's schema says. */
  public static StatusException cannotHandle(String kind, String apiVersion, String why) {
    String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
    return bad(
        kind + " in version \"" + version + "\" cannot be handled as a " + kind + ": " + why);
  }

  static StatusException otherKind(
      String kind, String apiVersion, String wanted, String wantedVersion) {
    if (kind.equals(wanted)) {
      return bad(
          "the API version in the data ("
              + apiVersion
              + ") does not match the expected API version ("
              + wantedVersion
              + ")");
    }
    String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
    return bad(
        kind
            + " in version \""
            + version
            + "\" cannot be handled as a "
            + wanted
            + ": no kind \""
            + kind
            + "\" is served here, "
            + wanted
            + " is");
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
    String prefix = "couldn't get version/kind; json parse error: ";
    if (error instanceof JsonEOFException || body.length == 0) {
      return unreadable(body, kind, prefix + "unexpected end of JSON input");
    }
    long offset = error.getLocation() == null ? -1 : error.getLocation().getByteOffset();
    int at = (int) Math.max(0, Math.min(body.length - 1L, offset - 1));
    return unreadable(
        body, kind, prefix + "invalid character '" + (char) body[at] + "' at offset " + at);
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
