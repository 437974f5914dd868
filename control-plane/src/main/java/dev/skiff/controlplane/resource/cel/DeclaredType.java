package dev.skiff.controlplane.resource.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a schema declares to expressions: the type of values, and how many elements they can have at
 * most in a request. Parts are made when they are looked at: schemas may be recursive.
 */
public final class DeclaredType implements Declaration {
  /** No request is longer, in bytes. */
  private static final long REQUEST = 3 * 1024 * 1024;

  private static final long TIME_SIZE = 32;
  private static final long DATE_SIZE = 12;

  private static final DeclaredType KEYS =
      new DeclaredType("", Schema.builder().type("boolean").build(), false, View.RULES);

  /** Who sees the values. */
  private enum View {
    /** Policies, in a type that is built in. */
    BUILT_IN,
    /** Policies, in a custom resource. */
    CUSTOM,
    /** Rules of a custom resource: of its metadata, the names alone. */
    RULES
  }

  private final String name;
  private final Schema schema;
  private final boolean root;
  private final View view;
  private CelType type;
  private Map<String, DeclaredType> fields;
  private DeclaredType elements;

  private DeclaredType(String name, Schema schema, boolean root, View view) {
    this.name = name;
    this.schema = schema;
    this.root = root;
    this.view = view;
  }

  /** Declares a type for policies. */
  public static DeclaredType of(ResourceType type) {
    String name = type.apiVersion() + "." + type.kind();
    return new DeclaredType(name, type.schema(), true, type.custom() ? View.CUSTOM : View.BUILT_IN);
  }

  /**
   * Declares a schema for the rules of a custom resource.
   *
   * @param name what messages call its structure
   * @param root whether it is a whole object; those have apiVersion, kind and metadata
   * @return none for what expressions do not see
   */
  public static Optional<DeclaredType> forRules(String name, Schema schema, boolean root) {
    return of(name, schema, root, View.RULES);
  }

  private static Optional<DeclaredType> of(String name, Schema schema, boolean root, View view) {
    DeclaredType declared = new DeclaredType(name, schema, root, view);
    return declared.visible() ? Optional.of(declared) : Optional.empty();
  }

  private Optional<DeclaredType> part(String name, Schema schema) {
    return of(name, schema, schema.embeddedResource(), view);
  }

  private boolean anything() {
    return schema.format().equals("int-or-string");
  }

  /** Upstream's schemas of its own types say nothing of quantities, and so policies see none. */
  private boolean visible() {
    if (view == View.BUILT_IN && schema.format().equals("quantity")) return false;
    if (root || anything()) return true;
    return switch (schema.type()) {
      case "array" -> schema.items() != null && elements().isPresent();
      case "object" -> schema.additionalProperties() == null || elements().isPresent();
      case "" -> false;
      default -> true;
    };
  }

  /** The type of values. */
  public CelType type() {
    if (type == null) type = make();
    return type;
  }

  private CelType make() {
    if (anything()) return SimpleType.DYN;
    return switch (root ? "object" : schema.type()) {
      case "array" -> ListType.create(elements().orElseThrow().type());
      case "object" ->
          isMap()
              ? MapType.create(SimpleType.STRING, elements().orElseThrow().type())
              : StructType.create(
                  name,
                  ImmutableSet.copyOf(fields().keySet()),
                  field -> Optional.ofNullable(fields().get(field)).map(DeclaredType::type));
      case "string" -> textType();
      case "boolean" -> SimpleType.BOOL;
      case "number" -> SimpleType.DOUBLE;
      default -> SimpleType.INT;
    };
  }

  private CelType textType() {
    return switch (schema.format()) {
      case "byte" -> SimpleType.BYTES;
      case "duration" -> SimpleType.DURATION;
      case "date", "date-time" -> SimpleType.TIMESTAMP;
      default -> SimpleType.STRING;
    };
  }

  /** Whether values are maps, which a schema gives one type for all values. */
  public boolean isMap() {
    return !root && schema.additionalProperties() != null;
  }

  /** Fields by their names in expressions; empty for anything but structures. */
  public Map<String, DeclaredType> fields() {
    if (fields != null) return fields;
    Map<String, DeclaredType> all = new LinkedHashMap<>();
    schema
        .properties()
        .forEach(
            (field, value) ->
                FieldNames.escape(field)
                    .ifPresent(
                        escaped ->
                            part(name + "." + field, value)
                                .ifPresent(declared -> all.put(escaped, declared))));
    if (root) addIdentity(all);
    fields = all;
    return all;
  }

  private void addIdentity(Map<String, DeclaredType> all) {
    Schema text = Schema.builder().type("string").build();
    DeclaredType named = new DeclaredType("", text, false, view);
    all.putIfAbsent("apiVersion", named);
    all.putIfAbsent("kind", named);
    Schema metadata =
        Schema.builder()
            .type("object")
            .property("name", text)
            .property("generateName", text)
            .build();
    DeclaredType names = new DeclaredType(name + ".metadata", metadata, false, view);
    if (view == View.RULES) all.put("metadata", names);
    else all.putIfAbsent("metadata", names);
  }

  @Override
  public Optional<DeclaredType> field(String name) {
    return Optional.ofNullable(fields().get(name));
  }

  @Override
  public Optional<DeclaredType> elements() {
    Schema of = schema.items() == null ? schema.additionalProperties() : schema.items();
    if (elements == null && of != null) {
      elements = part(name + ".@idx", of).orElse(null);
    }
    return Optional.ofNullable(elements);
  }

  /** Keys count nothing. */
  @Override
  public Optional<DeclaredType> keys() {
    return isMap() ? Optional.of(KEYS) : Optional.empty();
  }

  @Override
  public long maxElements() {
    Schema.Constraints limits = schema.constraints();
    if (anything()) return maxLength(limits);
    return switch (schema.type()) {
      case "array" ->
          limits != null && limits.maxItems() != null
              ? limits.maxItems()
              : (REQUEST - 2) / (elements().map(DeclaredType::leastSize).orElse(0L) + 1);
      case "object" -> {
        if (!isMap()) yield 0;
        yield limits != null && limits.maxProperties() != null
            ? limits.maxProperties()
            : (REQUEST - 2) / (elements().map(DeclaredType::leastSize).orElse(0L) + 6);
      }
      case "string" -> textLength(limits);
      default -> 0;
    };
  }

  private long textLength(Schema.Constraints limits) {
    return switch (schema.format()) {
      case "duration", "date-time" -> TIME_SIZE;
      case "date" -> DATE_SIZE;
      case "byte" ->
          limits != null && limits.maxLength() != null ? limits.maxLength() : REQUEST - 2;
      default -> {
        boolean enumerated =
            limits != null && limits.maxLength() == null && !limits.enumeration().isEmpty();
        if (!enumerated) yield maxLength(limits);
        long longest = 0;
        for (JsonNode value : limits.enumeration()) {
          longest = Math.max(longest, value.asText().length());
        }
        yield longest;
      }
    };
  }

  /** A character takes up to four bytes. */
  private static long maxLength(Schema.Constraints limits) {
    return limits != null && limits.maxLength() != null ? limits.maxLength() * 4 : REQUEST - 2;
  }

  /** How often a value of this type can be in one request, if nothing else bounds that. */
  public long maxCardinality() {
    return REQUEST / (leastSize() + 1);
  }

  /** The least bytes that a value takes in a request. */
  private long leastSize() {
    if (anything()) return 1;
    return switch (root ? "object" : schema.type()) {
      case "object" -> isMap() ? 2 : leastObject();
      case "array" -> 2;
      case "string" ->
          switch (schema.format()) {
            case "duration" -> 3;
            case "date" -> DATE_SIZE;
            case "date-time" -> 21;
            default -> 2;
          };
      case "boolean" -> 4;
      default -> 1;
    };
  }

  private long leastObject() {
    long size = 2;
    for (String field : schema.required()) {
      Schema of = schema.properties().get(field);
      boolean defaulted =
          schema.defaults().stream().anyMatch(each -> each.path().equals(List.of(field)));
      if (of == null || defaulted) continue;
      long least = part("", of).map(DeclaredType::leastSize).orElse(0L);
      size += field.length() + least + 4;
    }
    return size;
  }

  /** The schema behind it. */
  Schema schema() {
    return schema;
  }
}
