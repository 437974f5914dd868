package dev.skiff.resourcemodel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/** The schema of a field, from its generic type in the class file's notation. */
final class FieldType {
  private static final String MODELS = "Lio/kubernetes/client/openapi/models/";
  private static final String LIST = "Ljava/util/List<";
  private static final String MAP = "Ljava/util/Map<Ljava/lang/String;";
  private static final String SET = "Ljava/util/Set<";

  private final UnaryOperator<String> definitions;

  /**
   * @param definitions gives the name of the definition of a model class
   */
  FieldType(UnaryOperator<String> definitions) {
    this.definitions = definitions;
  }

  ObjectNode schema(String signature) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    if (signature.startsWith(LIST)) {
      schema.set("items", schema(signature.substring(LIST.length(), signature.length() - 2)));
      return schema;
    }
    if (signature.startsWith(SET)) {
      schema.set("items", schema(signature.substring(SET.length(), signature.length() - 2)));
      return schema;
    }
    if (signature.startsWith(MAP)) {
      schema.set("values", schema(signature.substring(MAP.length(), signature.length() - 2)));
      return schema;
    }
    if (signature.startsWith(MODELS)) {
      return schema.put(
          "ref", definitions.apply(signature.substring(MODELS.length(), signature.length() - 1)));
    }
    return switch (signature) {
      case "Ljava/lang/String;" -> schema.put("type", "string");
      case "Ljava/lang/Boolean;" -> schema.put("type", "boolean");
      case "Ljava/lang/Integer;" -> schema.put("type", "integer").put("format", "int32");
      case "Ljava/lang/Long;" -> schema.put("type", "integer").put("format", "int64");
      case "Ljava/lang/Double;" -> schema.put("type", "number").put("format", "double");
      case "Ljava/time/OffsetDateTime;" -> schema.put("type", "string").put("format", "date-time");
      case "[B" -> schema.put("type", "string").put("format", "byte");
      case "Lio/kubernetes/client/custom/IntOrString;" -> schema.put("format", "int-or-string");
      case "Lio/kubernetes/client/custom/Quantity;" -> schema.put("format", "quantity");
      case "Ljava/lang/Object;" -> schema.put("preserve", true);
      default -> throw new IllegalArgumentException("field of unknown type " + signature);
    };
  }
}
