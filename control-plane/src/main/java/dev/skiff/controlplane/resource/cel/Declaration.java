package dev.skiff.controlplane.resource.cel;

import java.util.Optional;

/** What is known before an expression runs of the values that it will be given. */
public interface Declaration {
  /** The most elements, entries, bytes or characters; 0 for values that have no size. */
  long maxElements();

  /**
   * What a field is.
   *
   * @param name in expressions
   */
  Optional<? extends Declaration> field(String name);

  /** What a list's elements or a map's values are; none for anything else. */
  Optional<? extends Declaration> elements();

  /** What a map's keys are; none for anything else. */
  Optional<? extends Declaration> keys();
}
