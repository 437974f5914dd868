package dev.skiff.controlplane.resource.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelStandardMacro;
import dev.skiff.controlplane.resource.cel.library.BindingMacro;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compiles expressions that may use certain variables, and Kubernetes' libraries. Immutable; many
 * threads may compile at once.
 */
public final class CelEnvironment {
  private static final int LONGEST = 65_536;

  private final Map<String, CelType> variables;
  private final Map<String, CelType> types;
  private final List<CelMacro> macros;
  private final CelCompiler compiler;

  private CelEnvironment(
      Map<String, CelType> variables, Map<String, CelType> types, List<CelMacro> macros) {
    this.variables = Map.copyOf(variables);
    this.types = Map.copyOf(types);
    this.macros = macros;
    this.compiler = compiler();
  }

  /**
   * An environment.
   *
   * @param variables the variables by name
   * @param types structures by name, to which the variables' types refer
   */
  public static CelEnvironment of(Map<String, CelType> variables, Map<String, CelType> types) {
    return new CelEnvironment(variables, types, List.of());
  }

  /** The same with more variables and structures. */
  public CelEnvironment with(Map<String, CelType> more, Map<String, CelType> moreTypes) {
    Map<String, CelType> all = new LinkedHashMap<>(variables);
    all.putAll(more);
    Map<String, CelType> allTypes = new LinkedHashMap<>(types);
    allTypes.putAll(moreTypes);
    return new CelEnvironment(all, allTypes, macros);
  }

  /** The same with {@code cel.bind}. */
  public CelEnvironment withBindings() {
    return new CelEnvironment(variables, types, new BindingMacro().macros());
  }

  private CelCompiler compiler() {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(
                CelOptions.current()
                    .enableOptionalSyntax(true)
                    .enableHeterogeneousNumericComparisons(true)
                    .enableHomogeneousLiterals(false)
                    .enableTimestampEpoch(true)
                    .enableHiddenAccumulatorVar(true)
                    .maxExpressionCodePointSize(LONGEST)
                    .build())
            .setStandardMacros(
                Sets.difference(CelStandardMacro.STANDARD_MACROS, Set.of(CelStandardMacro.HAS)))
            .setTypeProvider(provider())
            .addFunctionDeclarations(Libraries.functions().declarations())
            .addMacros(Libraries.macros())
            .addMacros(macros);
    variables.forEach(builder::addVar);
    return builder.build();
  }

  private CelTypeProvider provider() {
    Types provider = new Types(new ConcurrentHashMap<>(types));
    variables.values().forEach(provider::met);
    return provider;
  }

  /**
   * Parses an expression and checks its types.
   *
   * @throws CelCompileException with upstream's messages, one or more lines
   */
  public CheckedExpression check(String expression) throws CelCompileException {
    try {
      CelValidationResult parsed = compiler.parse(expression);
      if (parsed.hasError()) throw Issues.syntax(parsed);
      CelValidationResult checked = compiler.check(parsed.getAst());
      if (checked.hasError()) throw Issues.types(checked);
      LiteralChecks.check(checked.getAst());
      return new CheckedExpression(expression, checked.getAst());
    } catch (CelValidationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Structures by name; those that are fields of others become known when they are met. */
  private record Types(Map<String, CelType> structures) implements CelTypeProvider {
    @Override
    public ImmutableCollection<CelType> types() {
      return ImmutableList.copyOf(structures.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
      CelType structure = structures.get(name);
      if (structure instanceof StructType known) return Optional.of(observed(known));
      return Optional.ofNullable(Libraries.functions().type(name));
    }

    private StructType observed(StructType structure) {
      return StructType.create(
          structure.name(),
          structure.fieldNames(),
          field -> structure.findField(field).map(StructType.Field::type).map(this::met));
    }

    private CelType met(CelType type) {
      if (type instanceof StructType structure) structures.putIfAbsent(type.name(), structure);
      else type.parameters().forEach(this::met);
      return type;
    }
  }
}
