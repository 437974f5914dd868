package dev.skiff.controlplane.resource.openapi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The operations of one path. Parameters that all of them have are those of the path.
 *
 * @param common parameters of the path, by name
 */
record PathItem(String path, List<Operation> operations, List<Parameter> common) {
  private static final Comparator<Parameter> BY_NAME =
      Comparator.comparing(Parameter::name).thenComparing(Parameter::in);

  /** The paths of operations, in alphabetical order. */
  static Collection<PathItem> of(List<Operation> operations) {
    Map<String, List<Operation>> byPath = new TreeMap<>();
    for (Operation operation : operations) {
      byPath.computeIfAbsent(operation.path(), path -> new ArrayList<>()).add(operation);
    }
    return byPath.entrySet().stream()
        .map(entry -> new PathItem(entry.getKey(), entry.getValue(), common(entry.getValue())))
        .toList();
  }

  /** The parameters of an operation that are not those of the path. */
  List<Parameter> own(Operation operation) {
    return operation.parameters().stream()
        .filter(parameter -> !common.contains(parameter))
        .sorted(BY_NAME)
        .toList();
  }

  private static List<Parameter> common(List<Operation> operations) {
    return operations.getFirst().parameters().stream()
        .filter(
            parameter -> operations.stream().allMatch(one -> one.parameters().contains(parameter)))
        .sorted(BY_NAME)
        .toList();
  }
}
