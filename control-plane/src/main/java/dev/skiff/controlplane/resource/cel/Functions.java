package dev.skiff.controlplane.resource.cel;

import com.google.re2j.Pattern;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The functions that expressions may call: those of the language and those of libraries. Filled
 * once, then read by many threads.
 */
public final class Functions {
  /** What a function does; a member function's first value is its target. */
  @FunctionalInterface
  public interface Implementation {
    /**
     * @throws CelException if there is no value
     */
    Object apply(Object[] values);
  }

  /** What a function does that looks for a pattern in its first value. */
  @FunctionalInterface
  public interface Search {
    /**
     * @throws CelException if there is no value
     */
    Object apply(Pattern pattern, Object[] values);
  }

  private record Overload(CelOverloadDecl declaration, Implementation implementation) {
    boolean takes(boolean member, Object[] values) {
      if (declaration.isInstanceFunction() != member) return false;
      if (values.length != declaration.parameterTypes().size()) return false;
      for (int i = 0; i < values.length; i++) {
        if (!Values.isA(declaration.parameterTypes().get(i), values[i])) return false;
      }
      return true;
    }
  }

  /** Types whose values are asked themselves for functions that are not there for their type. */
  private static final Set<CelKind> RECEIVERS =
      Set.of(CelKind.STRING, CelKind.DURATION, CelKind.TIMESTAMP);

  private final Map<String, Implementation> implementations = new HashMap<>();
  private final Map<String, List<Overload>> overloads = new LinkedHashMap<>();
  private final Map<String, Search> searches = new HashMap<>();
  private final Map<String, CelType> types = new HashMap<>();

  Functions() {}

  /** What a function of the language does, or one for values that none of its overloads takes. */
  public void standard(String name, Implementation implementation) {
    implementations.put(name, implementation);
  }

  /**
   * An operator, or what works like one: it is there for values of some types, whatever the others
   * are; only where it is not, its name is given.
   */
  public void operator(String name, Set<CelKind> kinds, Implementation implementation) {
    standard(
        name,
        values -> {
          CelKind kind = Values.typeOf(values[0]).kind();
          if (kinds.contains(kind)) return implementation.apply(values);
          throw RECEIVERS.contains(kind)
              ? CelException.noSuchOverload()
              : new CelException(CelException.NO_SUCH_OVERLOAD + ": " + name);
        });
  }

  /**
   * What {@code text.name(pattern, …)} does, which is declared beside, where the pattern is written
   * in an expression: it is compiled once, with the expression.
   */
  public void search(String name, Search search) {
    searches.put(name, search);
  }

  /** What a function does for a pattern that is known; null if it looks for none. */
  Search search(String name) {
    return searches.get(name);
  }

  /** A function {@code name(…)}. */
  public void global(
      String name,
      String overload,
      CelType result,
      List<CelType> parameters,
      Implementation implementation) {
    add(name, CelOverloadDecl.newGlobalOverload(overload, result, parameters), implementation);
  }

  /** A function {@code target.name(…)}; the first parameter is the target. */
  public void member(
      String name,
      String overload,
      CelType result,
      List<CelType> parameters,
      Implementation implementation) {
    add(name, CelOverloadDecl.newMemberOverload(overload, result, parameters), implementation);
  }

  /** Makes a type's name an expression for it. */
  public void type(CelType type) {
    types.put(type.name(), type);
  }

  private void add(String name, CelOverloadDecl declaration, Implementation implementation) {
    overloads
        .computeIfAbsent(name, key -> new ArrayList<>())
        .add(new Overload(declaration, implementation));
  }

  /** What the type checker has to know beside the language itself. */
  List<CelFunctionDecl> declarations() {
    List<CelFunctionDecl> declarations = new ArrayList<>();
    overloads.forEach(
        (name, all) ->
            declarations.add(
                CelFunctionDecl.newFunctionDeclaration(
                    name, all.stream().map(Overload::declaration).toList())));
    return declarations;
  }

  /** The types whose names are expressions. */
  List<CelType> types() {
    return List.copyOf(types.values());
  }

  /** A type by its name, or null. */
  CelType type(String name) {
    return types.get(name);
  }

  /**
   * The function of a name, which chooses among its overloads; null if there is none.
   *
   * @param member whether it is called as that of its first value
   */
  Implementation find(String name, boolean member) {
    List<Overload> candidates = overloads.get(name);
    Implementation standard = implementations.get(name);
    if (candidates == null) return standard;
    return values -> {
      for (Overload overload : candidates) {
        if (overload.takes(member, values)) return overload.implementation.apply(values);
      }
      if (standard == null) throw CelException.noSuchOverload(name, values);
      return standard.apply(values);
    };
  }
}
