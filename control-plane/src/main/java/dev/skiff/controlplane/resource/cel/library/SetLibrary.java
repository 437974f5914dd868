package dev.skiff.controlplane.resource.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.skiff.controlplane.resource.cel.CelLibrary;
import dev.skiff.controlplane.resource.cel.Functions;
import dev.skiff.controlplane.resource.cel.Values;
import java.util.List;

/** Lists as sets: {@code sets.contains}, {@code sets.equivalent}, {@code sets.intersects}. */
public final class SetLibrary implements CelLibrary {
  private static final CelType LIST = ListType.create(TypeParamType.create("T"));

  @Override
  public void addTo(Functions functions) {
    add(functions, "contains", v -> contains(v[0], v[1]));
    add(functions, "equivalent", v -> contains(v[0], v[1]) && contains(v[1], v[0]));
    add(functions, "intersects", v -> ((List<?>) v[1]).stream().anyMatch(each -> has(v[0], each)));
  }

  private static void add(
      Functions functions, String name, Functions.Implementation implementation) {
    functions.global(
        "sets." + name,
        "list_sets_" + name + "_list",
        SimpleType.BOOL,
        List.of(LIST, LIST),
        implementation);
  }

  private static boolean contains(Object all, Object some) {
    return ((List<?>) some).stream().allMatch(each -> has(all, each));
  }

  private static boolean has(Object list, Object wanted) {
    return ((List<?>) list).stream().anyMatch(each -> Values.equal(each, wanted));
  }
}
