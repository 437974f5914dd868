package dev.skiff.controlplane.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.decode.BodyErrors;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a webhook sent, judged in the words of upstream's client. */
final class HttpAnswers {

  private HttpAnswers() {}

  /**
   * The object in an answer.
   *
   * @throws WebhookFailure if the status is no success, or the body is no object
   */
  static ObjectNode read(int status, byte[] body) throws WebhookFailure {
    if (status / 100 != 2) {
      throw new WebhookFailure(refusal(status, new String(body, StandardCharsets.UTF_8).strip()));
    }
    try {
      JsonNode tree = UntrustedJson.tree(body);
      if (tree instanceof ObjectNode object) return object;
      if (tree.isNull()) return JsonNodeFactory.instance.objectNode();
      throw new WebhookFailure(BodyErrors.noObject(body));
    } catch (IOException malformed) {
      String problem = BodyErrors.noObject(body);
      throw new WebhookFailure(
          problem == null ? "couldn't get version/kind: " + malformed.getMessage() : problem);
    }
  }

  private static String refusal(int status, String text) {
    return switch (status) {
      case 400 -> "the server rejected our request for an unknown reason";
      case 401 -> "the server has asked for the client to provide credentials";
      case 403, 415 -> text;
      case 404 -> "the server could not find the requested resource";
      case 405 -> "the server does not allow this method on the requested resource";
      case 406 ->
          text.isEmpty()
              ? "the server was unable to respond with a content type that the client supports"
              : text;
      case 409 -> "the server reported a conflict";
      case 422 -> "the server rejected our request due to an error in our request";
      case 429 -> "the server has received too many requests and has asked us to try again later";
      case 503 -> "the server is currently unable to handle the request";
      case 504 ->
          "the server was unable to return a response in the time allotted, but may still be"
              + " processing the request";
      default ->
          status >= 500
              ? "an error on the server (\""
                  + text
                  + "\") has prevented the request from succeeding"
              : "the server responded with the status code "
                  + status
                  + " but did not return more information";
    };
  }
}
