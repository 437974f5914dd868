package dev.skiff.controlplane.resource.cel;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** One list after another: neither is copied, since {@code +} costs the same for long lists. */
final class Concatenation extends AbstractList<Object> implements RandomAccess {
  private final List<?> left;
  private final List<?> right;
  private final int middle;

  Concatenation(List<?> left, List<?> right) {
    this.left = left;
    this.right = right;
    this.middle = left.size();
  }

  @Override
  public Object get(int index) {
    return index < middle ? left.get(index) : right.get(index - middle);
  }

  @Override
  public int size() {
    return middle + right.size();
  }
}
