package dev.skiff.controlplane.resource.cel;

import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.RandomAccess;

/**
 * One list after another: neither is copied, since {@code +} costs the same for long lists. The
 * lists that a chain of {@code +} consists of are looked up when one asks for an element.
 */
final class Concatenation extends AbstractList<Object> implements RandomAccess {
  private final List<?> left;
  private final List<?> right;
  private final int size;
  private List<List<?>> parts;
  private int[] starts;

  /**
   * @throws ArithmeticException if no list can be so long
   */
  Concatenation(List<?> left, List<?> right) {
    this.left = left;
    this.right = right;
    this.size = Math.addExact(left.size(), right.size());
  }

  @Override
  public Object get(int index) {
    if (parts == null) findParts();
    int found = Arrays.binarySearch(starts, index);
    int part = found < 0 ? -found - 2 : found;
    return parts.get(part).get(index - starts[part]);
  }

  @Override
  public int size() {
    return size;
  }

  private void findParts() {
    parts = new ArrayList<>();
    Deque<List<?>> rest = new ArrayDeque<>(List.of(this));
    while (!rest.isEmpty()) {
      Cost.look(1);
      switch (rest.pop()) {
        case Concatenation chain -> {
          rest.push(chain.right);
          rest.push(chain.left);
        }
        case List<?> part when part.isEmpty() -> {}
        case List<?> part -> {
          Cost.copy(1);
          parts.add(part);
        }
      }
    }
    starts = new int[parts.size()];
    for (int i = 1; i < starts.length; i++) starts[i] = starts[i - 1] + parts.get(i - 1).size();
  }
}
