package dev.skiff.controlplane.resource.cel;

/** What a running evaluation knows: variables, those of comprehensions included, and its cost. */
final class Frame implements Variables {
  private final Variables outer;
  private final Cost cost;
  private String first = "";
  private Object firstValue;
  private String second = "";
  private Object secondValue;
  private String accumulator = "";
  private Object accumulated;

  Frame(Variables outer, Cost cost) {
    this.outer = outer;
    this.cost = cost;
  }

  Cost cost() {
    return cost;
  }

  @Override
  public Object find(String name) {
    if (name.equals(accumulator)) return accumulated;
    if (name.equals(first)) return firstValue;
    if (name.equals(second)) return secondValue;
    return outer.find(name);
  }

  /** A frame for a comprehension. */
  Frame inner() {
    return new Frame(this, cost);
  }

  void accumulate(String name, Object value) {
    accumulator = name;
    accumulated = value;
  }

  void iterate(String name, Object value) {
    first = name;
    firstValue = value;
  }

  void iterate(String name, Object value, String secondName, Object second) {
    iterate(name, value);
    this.second = secondName;
    this.secondValue = second;
  }

  /** No iteration variable is visible any more. */
  void endIteration() {
    first = "";
    second = "";
  }
}
