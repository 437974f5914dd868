package dev.skiff.controlplane.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares what somebody would give with what he has. */
final class RbacCoverage {
  private RbacCoverage() {}

  /**
   * What the wanted rules give and the held ones do not, one text for each resource or path, in
   * order; empty if nothing.
   */
  static List<String> missing(Collection<RbacRule> held, Collection<RbacRule> wanted) {
    Map<String, Missing> found = new LinkedHashMap<>();
    for (RbacRule rule : wanted) {
      for (RbacRule single : rule.singles()) {
        if (held.stream().anyMatch(each -> each.covers(single))) continue;
        Missing missing = new Missing(single, new ArrayList<>());
        found
            .computeIfAbsent(missing.target(), target -> missing)
            .verbs()
            .add(single.verbs().iterator().next());
      }
    }
    return found.values().stream().map(Missing::text).sorted().distinct().toList();
  }

  private record Missing(RbacRule single, List<String> verbs) {
    /** How upstream prints a rule, without its verbs. */
    String target() {
      if (!single.paths().isEmpty()) return "NonResourceURLs:" + list(single.paths());
      String text =
          "APIGroups:%s, Resources:%s".formatted(list(single.groups()), list(single.resources()));
      return single.names().isEmpty() ? text : text + ", ResourceNames:" + list(single.names());
    }

    String text() {
      return "{%s, Verbs:%s}".formatted(target(), list(new TreeSet<>(verbs)));
    }

    private static String list(Set<String> values) {
      return values.stream()
          .map(value -> '"' + value + '"')
          .collect(Collectors.joining(" ", "[", "]"));
    }
  }
}
