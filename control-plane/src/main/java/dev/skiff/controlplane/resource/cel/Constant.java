package dev.skiff.controlplane.resource.cel;

import dev.cel.common.ast.CelConstant;

/**
 * A value that is known before anything is evaluated, and costs nothing.
 *
 * @param value one of those that {@link Values} lists
 */
record Constant(Object value) implements Node {
  static Constant of(CelConstant written) {
    return new Constant(
        switch (written.getKind()) {
          case BOOLEAN_VALUE -> written.booleanValue();
          case INT64_VALUE -> written.int64Value();
          case UINT64_VALUE -> written.uint64Value();
          case DOUBLE_VALUE -> written.doubleValue();
          case STRING_VALUE -> written.stringValue();
          case BYTES_VALUE -> written.bytesValue();
          default -> Values.NULL;
        });
  }

  @Override
  public Object evaluate(Frame frame) {
    return value;
  }
}
