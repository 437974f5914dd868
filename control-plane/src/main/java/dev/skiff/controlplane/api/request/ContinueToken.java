package dev.skiff.controlplane.api.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.resource.decode.GoJson;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import dev.skiff.controlplane.store.Key;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where the next page of a list begins. Clients must not look into it.
 *
 * @param revision the list's revision; negative asks for an inconsistent remainder at the newest
 * @param namespace of the last object that was sent
 * @param name of the last object that was sent
 */
public record ContinueToken(long revision, String namespace, String name) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORM = "meta.k8s.io/v1";

  /** The text that clients send back. */
  public String encode() {
    String json =
        JSON.createObjectNode()
            .put("v", FORM)
            .put("rv", revision)
            .put("start", namespace + "/" + name + "\u0000")
            .toString();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a token.
   *
   * @throws dev.skiff.controlplane.api.StatusException 400 if it is not one of ours
   */
  public static ContinueToken decode(String text) {
    byte[] decoded = {};
    try {
      // Tokens have no padding; Java's decoder would let it pass.
      if (text.indexOf('=') >= 0) throw new IllegalArgumentException();
      decoded = Base64.getUrlDecoder().decode(text);
      JsonNode json = UntrustedJson.tree(decoded);
      String start = json.path("start").asText();
      String form = json.path("v").asText();
      if (!form.equals(FORM)) {
        throw refuse(
            "continue key is not valid: server does not recognize this encoded version " + form);
      }
      if (json.path("rv").asLong() == 0) {
        throw refuse(
            "continue key is not valid: incorrect encoded start resourceVersion (version "
                + FORM
                + ")");
      }
      if (start.isEmpty()) {
        throw refuse("continue key is not valid: encoded start key empty (version " + FORM + ")");
      }
      if (start.contains("..")) throw refuse("continue key is not valid: " + start);
      int slash = start.indexOf('/');
      if (slash < 0 || !start.endsWith("\u0000")) throw refuse("continue key is not valid");
      return new ContinueToken(
          json.path("rv").asLong(),
          start.substring(0, slash),
          start.substring(slash + 1, start.length() - 1));
    } catch (IllegalArgumentException malformed) {
      throw refuse(
          "continue key is not valid: illegal base64 data at input byte " + illegalByte(text));
    } catch (JsonProcessingException malformed) {
      throw refuse("continue key is not valid: " + GoJson.problem(decoded));
    } catch (java.io.IOException impossible) {
      throw refuse("continue key is not valid");
    }
  }

  /** The store key behind which the page begins. */
  public Key key(String resource) {
    return new Key(resource, namespace, name);
  }

  /** Where Go's decoder would stop: at the first foreign character, or where a group is short. */
  private static int illegalByte(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean known = c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_');
      if (!known) return i;
    }
    return text.length() / 4 * 4;
  }

  private static RuntimeException refuse(String problem) {
    return Statuses.badRequest("invalid continue token: " + problem);
  }
}
