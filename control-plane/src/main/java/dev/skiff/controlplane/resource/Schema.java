package dev.skiff.controlplane.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The shape of a value: what a field may hold, how it merges, what it means. Built-in types and
 * custom resources have the same form. Immutable once built; definitions are shared between types
 * and may be recursive, so never walk a schema without an object beside it.
 *
 * <p>A field whose value has a definition of its own (see {@link #definition}) answers questions
 * about its shape with the definition's answers; description and merging are the field's own.
 */
public final class Schema {
  private final Builder own;
  private final Map<Class<?>, Object> derived = new ConcurrentHashMap<>(0);

  private Schema(Builder own) {
    this.own = own;
  }

  /** Starts a schema. */
  public static Builder builder() {
    return new Builder();
  }

  private Builder shape() {
    return own.definition == null ? own : own.definition.own;
  }

  /** Name of the definition in OpenAPI; null for inline schemas. */
  public String name() {
    return shape().name;
  }

  /** The named definition that gives this field its shape; null if the shape is inline. */
  public Schema definition() {
    return own.definition;
  }

  /**
   * JSON type: object, array, string, integer, number, boolean; empty for any, and for
   * int-or-string and quantities.
   */
  public String type() {
    return shape().type;
  }

  /**
   * OpenAPI format such as int32, int64, date-time, byte, quantity or int-or-string; empty if none.
   */
  public String format() {
    return shape().format;
  }

  /** For {@code kubectl explain}: the field's own, else its definition's; may be empty. */
  public String description() {
    String text = own.description.get();
    return text.isEmpty() && own.definition != null ? own.definition.description() : text;
  }

  /** Fields of an object in their documented order; empty for maps. */
  public Map<String, Schema> properties() {
    return shape().properties;
  }

  /** Schema of a map's values; null if it is not a map. */
  public Schema additionalProperties() {
    return shape().additionalProperties;
  }

  /** Schema of a list's elements; null if it is not a list. */
  public Schema items() {
    return shape().items;
  }

  /** Names of required fields. */
  public List<String> required() {
    return shape().required;
  }

  /** atomic, set or map; empty if unspecified. */
  public String listType() {
    return own.listType;
  }

  /** Keys of a list of type map. */
  public List<String> listMapKeys() {
    return own.listMapKeys;
  }

  /** atomic or granular; empty if unspecified. The field's own, else its definition's. */
  public String mapType() {
    return own.mapType.isEmpty() ? shape().mapType : own.mapType;
  }

  /** The same without the definition's answer: what is said at this place. */
  public String ownMapType() {
    return own.mapType;
  }

  /**
   * Strategic merge patch strategy: merge, replace, retainKeys, several by comma; empty if none.
   */
  public String patchStrategy() {
    return own.patchStrategy;
  }

  /** Merge key of a list; empty if none. */
  public String patchMergeKey() {
    return own.patchMergeKey;
  }

  /** True if fields that are not declared are kept. */
  public boolean preserveUnknownFields() {
    return shape().preserveUnknownFields;
  }

  /** True if the value is a whole Kubernetes object with apiVersion, kind and metadata. */
  public boolean embeddedResource() {
    return shape().embeddedResource;
  }

  /** True if null is a value; else null means absent. */
  public boolean nullable() {
    return shape().nullable;
  }

  /**
   * Whether upstream's Go types leave this field out of JSON when it is empty, 0 or false: built-in
   * fields with {@code omitempty} that are no pointers.
   */
  public boolean omittedWhenZero() {
    return own.omittedWhenZero;
  }

  /**
   * Whether an empty text in this field is a value like others: a pointer in upstream's Go types.
   */
  public boolean emptyIsPresent() {
    return own.emptyIsPresent;
  }

  /**
   * What fields of this object hold where nobody has set them: those that upstream's Go types
   * always write into JSON, objects apart.
   */
  public Map<String, JsonNode> shownWhenZero() {
    return shape().shownWhenZero;
  }

  /** What stands for a null that is not allowed; null if nothing does, and for built-in kinds. */
  public JsonNode insteadOfNull() {
    return shape().insteadOfNull;
  }

  /** What is filled in where it is missing, in order. */
  public List<Default> defaults() {
    return shape().defaults;
  }

  /**
   * The fields of a built-in kind, metadata apart, that are there before anybody has set them; null
   * if there are none. Shared: not to be changed.
   */
  public ObjectNode zero() {
    return shape().zero;
  }

  /** Limits on values that a custom resource's schema sets; null if none. */
  public Constraints constraints() {
    return shape().constraints;
  }

  /** What the definition of a custom resource says of its objects; null for anything else. */
  public CompressedJson source() {
    return shape().source;
  }

  /** What expressions demand of values, as {@code x-kubernetes-validations}; may be empty. */
  public List<ValidationRule> rules() {
    return shape().rules;
  }

  /**
   * Something that is worked out from this schema once and kept with it, such as compiled rules.
   *
   * @param kind tells it from others
   */
  public <T> T derived(Class<T> kind, Function<Schema, T> make) {
    Object known = derived.get(kind);
    if (known == null) {
      known = make.apply(this);
      Object other = derived.putIfAbsent(kind, known);
      if (other != null) known = other;
    }
    return kind.cast(known);
  }

  /** A field of this object, looking into map values and lists' elements as patches do. */
  public Schema property(String field) {
    Schema declared = properties().get(field);
    return declared == null ? additionalProperties() : declared;
  }

  @Override
  public String toString() {
    return name() == null ? "Schema[" + type() + "]" : "Schema[" + name() + "]";
  }

  /**
   * Limits on a value, as in JSON Schema. Absent limits are null.
   *
   * @param enumeration allowed values
   */
  public record Constraints(
      List<JsonNode> enumeration,
      String pattern,
      Double minimum,
      Double maximum,
      boolean exclusiveMinimum,
      boolean exclusiveMaximum,
      Double multipleOf,
      Long minLength,
      Long maxLength,
      Long minItems,
      Long maxItems,
      boolean uniqueItems,
      Long minProperties,
      Long maxProperties,
      List<Schema> allOf,
      List<Schema> anyOf,
      List<Schema> oneOf,
      Schema not) {}

  /** Collects what is known of a schema; {@link #build} may be called before all is. */
  public static final class Builder {
    String name;
    Schema definition;
    String type = "";
    String format = "";
    Supplier<String> description = () -> "";
    Map<String, Schema> properties = Map.of();
    Schema additionalProperties;
    Schema items;
    List<String> required = List.of();
    String listType = "";
    List<String> listMapKeys = List.of();
    String mapType = "";
    String patchStrategy = "";
    String patchMergeKey = "";
    boolean preserveUnknownFields;
    boolean embeddedResource;
    boolean nullable;
    boolean omittedWhenZero;
    boolean emptyIsPresent;
    Map<String, JsonNode> shownWhenZero = Map.of();
    JsonNode insteadOfNull;
    List<Default> defaults = List.of();
    Constraints constraints;
    ObjectNode zero;
    List<ValidationRule> rules = List.of();
    CompressedJson source;

    private Builder() {}

    public Builder name(String value) {
      name = value;
      return this;
    }

    public Builder definition(Schema value) {
      definition = value;
      return this;
    }

    public Builder type(String value) {
      type = value;
      return this;
    }

    public Builder format(String value) {
      format = value;
      return this;
    }

    public Builder description(Supplier<String> value) {
      description = value;
      return this;
    }

    public Builder property(String field, Schema value) {
      if (properties.isEmpty()) properties = new LinkedHashMap<>();
      properties.put(field, value);
      return this;
    }

    public Builder additionalProperties(Schema value) {
      additionalProperties = value;
      return this;
    }

    public Builder items(Schema value) {
      items = value;
      return this;
    }

    public Builder required(List<String> value) {
      required = value;
      return this;
    }

    public Builder listType(String value) {
      listType = value;
      return this;
    }

    public Builder listMapKeys(List<String> value) {
      listMapKeys = value;
      return this;
    }

    public Builder mapType(String value) {
      mapType = value;
      return this;
    }

    public Builder patchStrategy(String value) {
      patchStrategy = value;
      return this;
    }

    public Builder patchMergeKey(String value) {
      patchMergeKey = value;
      return this;
    }

    public Builder preserveUnknownFields(boolean value) {
      preserveUnknownFields = value;
      return this;
    }

    public Builder embeddedResource(boolean value) {
      embeddedResource = value;
      return this;
    }

    public Builder nullable(boolean value) {
      nullable = value;
      return this;
    }

    public Builder omittedWhenZero(boolean value) {
      omittedWhenZero = value;
      return this;
    }

    public Builder emptyIsPresent(boolean value) {
      emptyIsPresent = value;
      return this;
    }

    public Builder shownWhenZero(String field, JsonNode value) {
      if (shownWhenZero.isEmpty()) shownWhenZero = new LinkedHashMap<>();
      shownWhenZero.put(field, value);
      return this;
    }

    public Builder insteadOfNull(JsonNode value) {
      insteadOfNull = value;
      return this;
    }

    public Builder defaults(List<Default> value) {
      defaults = value;
      return this;
    }

    public Builder constraints(Constraints value) {
      constraints = value;
      return this;
    }

    public Builder zero(ObjectNode value) {
      zero = value;
      return this;
    }

    public Builder rules(List<ValidationRule> value) {
      rules = value;
      return this;
    }

    public Builder source(CompressedJson value) {
      source = value;
      return this;
    }

    /** The schema; recursive definitions are built first and filled by the same builder after. */
    public Schema build() {
      return new Schema(this);
    }
  }
}
