package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.custom.format.StringFormats;
import dev.skiff.controlplane.resource.validation.GoText;
import java.util.regex.Pattern;

/**
 * The approval that definitions in groups of the Kubernetes community need: an annotation with
 * where it was given, or that it was not.
 *
 * @param state what the annotation says
 * @param message that for people
 */
public record CommunityApproval(State state, String message) {
  /** The annotation. */
  public static final String ANNOTATION = "api-approved.kubernetes.io";

  private static final Pattern WITH_HOST =
      Pattern.compile("[^:/?]+://(?:[^/?]*@)?[^/?@]+(?=[/?]|$)");
  private static final String MUST = "protected groups must have approval annotation ";
  private static final String SEE = ", see https://github.com/kubernetes/enhancements/pull/1111";

  /** What annotations say. */
  public enum State {
    MISSING("MissingAnnotation"),
    UNAPPROVED("UnapprovedAnnotation"),
    APPROVED("ApprovedAnnotation"),
    INVALID("InvalidAnnotation");

    private final String reason;

    State(String reason) {
      this.reason = reason;
    }

    /** Of the condition KubernetesAPIApprovalPolicyConformant. */
    public String reason() {
      return reason;
    }
  }

  /** Whether a definition's group is one of the community's. */
  public static boolean isNeeded(JsonNode definition) {
    String group = "." + definition.at("/spec/group").asText("");
    return group.endsWith(".k8s.io") || group.endsWith(".kubernetes.io");
  }

  /** What a definition's annotation says. */
  public static CommunityApproval of(JsonNode definition) {
    String text = definition.at("/metadata/annotations").path(ANNOTATION).asText("");
    String must = MUST + GoText.quote(ANNOTATION);
    if (text.isEmpty()) return new CommunityApproval(State.MISSING, must + SEE);
    if (text.startsWith("unapproved")) {
      return new CommunityApproval(State.UNAPPROVED, "not approved: " + GoText.quote(text));
    }
    if (StringFormats.of("uri").test(text) && WITH_HOST.matcher(text).lookingAt()) {
      return new CommunityApproval(State.APPROVED, "approved in " + text);
    }
    return new CommunityApproval(
        State.INVALID, must + " with either a URL or a reason starting with \"unapproved\"" + SEE);
  }
}
