package dev.skiff.resourcemodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The definitions that are reachable from the resources: structure apart from descriptions, since
 * only OpenAPI needs these.
 */
final class Definitions {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** The only struct that Go leaves out when it is zero. */
  private static final String OMITTED_TIME = "creationTimestamp";

  private final ClientJar client;
  private final Facts facts;
  private final Documentation documentation;
  private final GoFields goFields;
  private final Map<String, String> namesByClass = new HashMap<>();
  private final Map<String, ObjectNode> structure = new TreeMap<>();
  private final Map<String, ObjectNode> documented = new TreeMap<>();

  Definitions(ClientJar client, Facts facts, Documentation documentation, GoFields goFields) {
    this.client = client;
    this.facts = facts;
    this.documentation = documentation;
    this.goFields = goFields;
  }

  ObjectNode structure() {
    return JSON.objectNode().setAll(structure);
  }

  /** What OpenAPI says of all definitions. */
  ObjectNode documentation() {
    ObjectNode all = JSON.objectNode().setAll(documented);
    for (Map.Entry<String, JsonNode> scalar : facts.scalars().properties()) {
      all.putObject(DefinitionName.full(scalar.getKey())).set("", scalar.getValue());
    }
    return all;
  }

  boolean has(String name) {
    return structure.containsKey(name);
  }

  /** One definition; not to be changed. */
  ObjectNode structure(String name) {
    return structure.get(name);
  }

  /** What OpenAPI says of one definition, of itself under an empty name; not to be changed. */
  ObjectNode documentation(String name) {
    return documented.get(name);
  }

  /** Adds a definition that no class stands for. */
  void put(String name, ObjectNode definition, ObjectNode texts) {
    structure.put(name, definition);
    documented.put(name, texts);
  }

  /**
   * Adds a model class and all that it refers to.
   *
   * @param group first label of the group in which the class was met first
   * @return the definition's name
   */
  String add(String className, String group) {
    String known = namesByClass.get(className);
    if (known != null) return known;
    String shortName = DefinitionName.shortName(className, group);
    String name = DefinitionName.full(shortName);
    namesByClass.put(className, name);

    ClassModel model = client.model(className);
    Map<String, Getter> getters = getters(model);
    Map<String, GoFields.Field> inGo = goFields.of(shortName);
    ObjectNode definition = JSON.objectNode();
    ArrayNode required = JSON.arrayNode();
    ObjectNode properties = JSON.objectNode();
    ObjectNode texts = JSON.objectNode();
    String text = annotation(model, "ApiModel").flatMap(a -> text(a, "description")).orElse("");
    texts.set("", documentation.definition(shortName, text));
    model.fields().stream()
        .filter(field -> annotation(field, "SerializedName").isPresent())
        .forEach(
            field -> {
              Getter getter = getters.get(field.fieldName().stringValue());
              String property =
                  annotation(field, "SerializedName").flatMap(a -> text(a, "value")).orElseThrow();
              String signature =
                  field
                      .findAttribute(Attributes.signature())
                      .map(a -> a.signature().stringValue())
                      .orElse(field.fieldType().stringValue());
              ObjectNode schema = new FieldType(type -> add(type, group)).schema(signature);
              if (inGo.containsKey(property)) writeZero(property, inGo.get(property), schema);
              merge(schema, facts.merging(shortName, property));
              properties.set(property, schema);
              texts.set(
                  property,
                  documentation.field(
                      shortName, property, getter.description(), schema, getter.required()));
              if (getter.required()) required.add(property);
            });
    definition.set("properties", properties);
    if (!required.isEmpty()) definition.set("required", required);
    merge(definition, facts.merging(shortName, "."));
    JsonNode defaults = facts.defaults(shortName);
    if (!defaults.isMissingNode()) definition.set("defaults", defaults);
    JsonNode zero = facts.zero(shortName);
    if (!zero.isMissingNode()) definition.set("zero", zero);
    structure.put(name, definition);
    documented.put(name, texts);
    return name;
  }

  /** What becomes of the field where it is zero. */
  private static void writeZero(String property, GoFields.Field go, ObjectNode schema) {
    if (go.omittedWhenZero()) schema.put("omitted", true);
    if (go.emptyIsPresent()) schema.put("present", true);
    JsonNode shown = go.shownWhenZero();
    if (shown != null && !property.equals(OMITTED_TIME)) schema.set("shown", shown);
  }

  private static void merge(ObjectNode schema, JsonNode facts) {
    if (facts instanceof ObjectNode object) schema.setAll(object);
  }

  private record Getter(String description, boolean required) {}

  /** Getters by the Java field that they read. */
  private static Map<String, Getter> getters(ClassModel model) {
    Map<String, Getter> getters = new HashMap<>();
    for (MethodModel method : model.methods()) {
      annotation(method, "ApiModelProperty")
          .ifPresent(
              property ->
                  getters.put(
                      fieldRead(method),
                      new Getter(text(property, "value").orElse(""), flag(property, "required"))));
    }
    return getters;
  }

  private static String fieldRead(MethodModel method) {
    return method
        .code()
        .orElseThrow()
        .elementStream()
        .filter(FieldInstruction.class::isInstance)
        .map(FieldInstruction.class::cast)
        .filter(instruction -> instruction.opcode() == Opcode.GETFIELD)
        .map(instruction -> instruction.name().stringValue())
        .findFirst()
        .orElseThrow();
  }

  private static Optional<Annotation> annotation(AttributedElement element, String simpleName) {
    return element.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
        .flatMap(attribute -> attribute.annotations().stream())
        .filter(annotation -> annotation.className().stringValue().endsWith("/" + simpleName + ";"))
        .findFirst();
  }

  private static Optional<String> text(Annotation annotation, String element) {
    return value(annotation, element)
        .map(value -> ((AnnotationValue.OfString) value).stringValue());
  }

  private static boolean flag(Annotation annotation, String element) {
    return value(annotation, element)
        .map(value -> ((AnnotationValue.OfBoolean) value).booleanValue())
        .orElse(false);
  }

  private static Optional<AnnotationValue> value(Annotation annotation, String element) {
    return annotation.elements().stream()
        .filter(candidate -> candidate.name().stringValue().equals(element))
        .map(AnnotationElement::value)
        .findFirst();
  }
}
