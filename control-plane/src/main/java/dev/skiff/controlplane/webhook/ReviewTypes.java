package dev.skiff.controlplane.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The types of what a webhook may answer. What is not there, or null, is of any. */
public final class ReviewTypes {
  private static final Type TEXT = new Type.Scalar("string", "string");
  private static final Type NUMBER = new Type.Scalar("number", "int32");

  private static final Type CAUSE =
      new Type.Struct(
          "StatusCause",
          Map.of(
              "reason", new Type.Scalar("string", "v1.CauseType"),
              "message", TEXT,
              "field", TEXT));
  private static final Type DETAILS =
      new Type.Struct(
          "StatusDetails",
          Map.of(
              "name", TEXT,
              "group", TEXT,
              "kind", TEXT,
              "uid", new Type.Scalar("string", "types.UID"),
              "causes", new Type.Items(CAUSE),
              "retryAfterSeconds", NUMBER));
  private static final Type STATUS =
      new Type.Struct(
          "Status",
          Map.of(
              "status", TEXT,
              "message", TEXT,
              "reason", new Type.Scalar("string", "v1.StatusReason"),
              "details", DETAILS,
              "code", NUMBER));
  private static final Type RESPONSE =
      new Type.Struct(
          "AdmissionResponse",
          Map.of(
              "uid", new Type.Scalar("string", "types.UID"),
              "allowed", new Type.Scalar("bool", "bool"),
              "status", STATUS,
              "patch", new Type.Scalar("string", "[]uint8"),
              "patchType", new Type.Scalar("string", "v1.PatchType"),
              "auditAnnotations", new Type.Texts(),
              "warnings", new Type.Items(TEXT)));
  private static final Type ADMISSION_REVIEW =
      new Type.Struct("AdmissionReview", Map.of("response", RESPONSE));
  private static final Type CONVERSION_REVIEW =
      new Type.Struct(
          "ConversionReview",
          Map.of(
              "response",
              new Type.Struct(
                  "ConversionResponse",
                  Map.of(
                      "uid",
                      new Type.Scalar("string", "types.UID"),
                      "convertedObjects",
                      new Type.Items(new Type.Any()),
                      "result",
                      STATUS))));

  private ReviewTypes() {}

  /** The first mistake in an AdmissionReview, in the words of Go's decoder. */
  public static Optional<String> admissionMistake(JsonNode review) {
    return ADMISSION_REVIEW.mistake(review, "", "");
  }

  /** The same in a ConversionReview. */
  public static Optional<String> conversionMistake(JsonNode review) {
    return CONVERSION_REVIEW.mistake(review, "", "");
  }

  private sealed interface Type {
    /** As Go names it. */
    String go();

    /** The name of the JSON type. */
    String json();

    /** The first mistake in the parts of a value that is of this type itself. */
    default Stream<Optional<String>> parts(JsonNode value, String struct, String path) {
      return Stream.of();
    }

    /**
     * The first mistake in a value.
     *
     * @param struct that the value is in
     * @param path to the value
     */
    default Optional<String> mistake(JsonNode value, String struct, String path) {
      if (value.isNull()) return Optional.empty();
      boolean unfit =
          json().equals("number")
              && value.isNumber()
              && !(value.isIntegralNumber() && value.canConvertToInt());
      if (json().equals(name(value)) && !unfit) {
        return parts(value, struct, path).flatMap(Optional::stream).findFirst();
      }
      return Optional.of(
          "json: cannot unmarshal "
              + name(value)
              + (unfit ? " " + value.asText() : "")
              + " into Go struct field "
              + struct
              + path
              + " of type "
              + go());
    }

    private static String name(JsonNode value) {
      return switch (value.getNodeType()) {
        case OBJECT -> "object";
        case ARRAY -> "array";
        case BOOLEAN -> "bool";
        case NUMBER -> "number";
        default -> "string";
      };
    }

    record Scalar(String json, String go) implements Type {}

    /** What is kept as it is, to be judged later. */
    record Any() implements Type {
      @Override
      public String go() {
        return "runtime.RawExtension";
      }

      @Override
      public String json() {
        return "";
      }

      @Override
      public Optional<String> mistake(JsonNode value, String struct, String path) {
        return Optional.empty();
      }
    }

    record Struct(String name, Map<String, Type> fields) implements Type {
      @Override
      public String go() {
        return "v1." + name;
      }

      @Override
      public String json() {
        return "object";
      }

      @Override
      public Stream<Optional<String>> parts(JsonNode value, String struct, String path) {
        return value.properties().stream()
            .filter(each -> fields.containsKey(each.getKey()))
            .map(
                each ->
                    fields
                        .get(each.getKey())
                        .mistake(each.getValue(), name, path + "." + each.getKey()));
      }
    }

    record Items(Type of) implements Type {
      @Override
      public String go() {
        return "[]" + of.go();
      }

      @Override
      public String json() {
        return "array";
      }

      @Override
      public Stream<Optional<String>> parts(JsonNode value, String struct, String path) {
        return value.valueStream().map(each -> of.mistake(each, struct, path));
      }
    }

    /** A map of texts. */
    record Texts() implements Type {
      @Override
      public String go() {
        return "map[string]string";
      }

      @Override
      public String json() {
        return "object";
      }

      @Override
      public Stream<Optional<String>> parts(JsonNode value, String struct, String path) {
        return value.valueStream().map(each -> TEXT.mistake(each, struct, path));
      }
    }
  }
}
