package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.skiff.controlplane.resource.GoRegexp;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.custom.format.StringFormats;
import dev.skiff.controlplane.resource.decode.GoFloats;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.GoText;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Limits that JSON Schema sets on values of the right type. */
final class ValueLimits {
  private final FieldErrors errors;

  ValueLimits(FieldErrors errors) {
    this.errors = errors;
  }

  /** Checks a value that is no null against the limits for values of its type. */
  void check(String path, Schema schema, JsonNode value) {
    Schema.Constraints limits = schema.constraints();
    if (limits == null) return;
    switch (value.getNodeType()) {
      case STRING -> text(path, schema, value);
      case NUMBER -> number(path, limits, value);
      case ARRAY -> items(path, limits, value);
      case OBJECT -> properties(path, limits, value);
      default -> {}
    }
  }

  /** Checks that a value is one of those that are listed, whatever its type. */
  void enumeration(String path, Schema schema, JsonNode value) {
    Schema.Constraints limits = schema.constraints();
    if (limits == null || limits.enumeration().isEmpty()) return;
    if (limits.enumeration().stream().anyMatch(one -> same(one, value))) return;
    String supported =
        limits.enumeration().stream()
            .map(one -> GoText.quote(one.isTextual() ? one.textValue() : one.toString()))
            .collect(Collectors.joining(", "));
    errors.add(
        new FieldError(
            FieldError.Type.NOT_SUPPORTED, path, value, "supported values: " + supported));
  }

  /** A number loses its fraction where it is compared with an integer, as in Go. */
  private static boolean same(JsonNode listed, JsonNode value) {
    if (!listed.isNumber() || !value.isNumber()) return listed.equals(value);
    boolean integers = listed.isIntegralNumber() && value.canConvertToLong();
    return integers
        ? listed.longValue() == value.longValue()
        : listed.doubleValue() == value.doubleValue();
  }

  private void text(String path, Schema schema, JsonNode value) {
    Schema.Constraints limits = schema.constraints();
    String text = value.textValue();
    int length = text.codePointCount(0, text.length());
    if (limits.maxLength() != null && length > limits.maxLength()) {
      errors.tooLong(path, limits.maxLength());
    } else if (limits.minLength() != null && length < limits.minLength()) {
      wrong(path, value, "should be at least " + limits.minLength() + " chars long");
    } else if (limits.pattern() != null && !matches(schema, text)) {
      wrong(path, value, "should match '" + limits.pattern() + "'");
    }
    Predicate<String> format = StringFormats.of(schema.format());
    if (format != null && !format.test(text)) {
      String wrong = path + " in body must be of type " + schema.format() + ": ";
      errors.add(
          new FieldError(FieldError.Type.TYPE_INVALID, path, value, wrong + GoText.quote(text)));
    }
  }

  private static boolean matches(Schema schema, String text) {
    try {
      return schema
          .derived(Pattern.class, of -> GoRegexp.compile(of.constraints().pattern()))
          .matcher(text)
          .find();
    } catch (PatternSyntaxException none) {
      // In a definition that was stored when less was looked at.
      return false;
    }
  }

  private void number(String path, Schema.Constraints limits, JsonNode value) {
    double number = value.doubleValue();
    Double least = bound(limits.minimum(), value);
    Double most = bound(limits.maximum(), value);
    if (least != null && (limits.exclusiveMinimum() ? number <= least : number < least)) {
      String than = limits.exclusiveMinimum() ? "greater than " : "greater than or equal to ";
      wrong(path, value, "should be " + than + told(least, value));
    }
    if (most != null && (limits.exclusiveMaximum() ? number >= most : number > most)) {
      String than = limits.exclusiveMaximum() ? "less than " : "less than or equal to ";
      wrong(path, value, "should be " + than + told(most, value));
    }
    Double factor = limits.multipleOf();
    if (factor != null && factor > 0 && Math.abs(Math.IEEEremainder(number, factor)) > 1e-9) {
      wrong(path, value, "should be a multiple of " + told(factor, value));
    }
  }

  /** An integer is compared with integers alone, as in Go. */
  private static Double bound(Double limit, JsonNode value) {
    return limit != null && value.isIntegralNumber() ? Double.valueOf(limit.longValue()) : limit;
  }

  private static String told(double limit, JsonNode value) {
    return value.isIntegralNumber() ? Long.toString((long) limit) : GoFloats.text(limit);
  }

  private void items(String path, Schema.Constraints limits, JsonNode value) {
    if (limits.maxItems() != null && value.size() > limits.maxItems()) {
      errors.tooMany(path, value.size(), limits.maxItems());
    }
    if (limits.minItems() != null && value.size() < limits.minItems()) {
      wrong(path, count(value), "should have at least " + limits.minItems() + " items");
    }
  }

  private void properties(String path, Schema.Constraints limits, JsonNode value) {
    if (limits.maxProperties() != null && value.size() > limits.maxProperties()) {
      errors.tooMany(path, value.size(), limits.maxProperties());
    }
    if (limits.minProperties() != null && value.size() < limits.minProperties()) {
      wrong(path, count(value), "should have at least " + limits.minProperties() + " properties");
    }
  }

  private static JsonNode count(JsonNode value) {
    return JsonNodeFactory.instance.numberNode(value.size());
  }

  private void wrong(String path, JsonNode value, String what) {
    errors.invalid(path, value, path + " in body " + what);
  }
}
