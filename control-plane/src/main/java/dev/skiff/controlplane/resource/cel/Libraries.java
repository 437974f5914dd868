package dev.skiff.controlplane.resource.cel;

import dev.cel.parser.CelMacro;
import dev.skiff.controlplane.resource.cel.library.AuthorizerLibrary;
import dev.skiff.controlplane.resource.cel.library.CidrLibrary;
import dev.skiff.controlplane.resource.cel.library.FormatLibrary;
import dev.skiff.controlplane.resource.cel.library.IpLibrary;
import dev.skiff.controlplane.resource.cel.library.ListLibrary;
import dev.skiff.controlplane.resource.cel.library.OptionalLibrary;
import dev.skiff.controlplane.resource.cel.library.PresenceMacro;
import dev.skiff.controlplane.resource.cel.library.QuantityLibrary;
import dev.skiff.controlplane.resource.cel.library.RegexLibrary;
import dev.skiff.controlplane.resource.cel.library.SemverLibrary;
import dev.skiff.controlplane.resource.cel.library.SetLibrary;
import dev.skiff.controlplane.resource.cel.library.StringLibrary;
import dev.skiff.controlplane.resource.cel.library.TwoVariableMacros;
import dev.skiff.controlplane.resource.cel.library.UrlLibrary;
import java.util.List;

/** The libraries of Kubernetes v1.35. Loaded with the first expression, not before. */
final class Libraries {
  private static final List<CelLibrary> ALL =
      List.of(
          new PresenceMacro(),
          new OptionalLibrary(),
          new TwoVariableMacros(),
          new StringLibrary(),
          new ListLibrary(),
          new SetLibrary(),
          new RegexLibrary(),
          new UrlLibrary(),
          new QuantityLibrary(),
          new IpLibrary(),
          new CidrLibrary(),
          new FormatLibrary(),
          new SemverLibrary(),
          new AuthorizerLibrary());

  private static final Functions FUNCTIONS = assemble();

  private Libraries() {}

  private static Functions assemble() {
    Functions functions = new Functions();
    StandardFunctions.addTo(functions);
    for (CelLibrary library : ALL) library.addTo(functions);
    return functions;
  }

  static Functions functions() {
    return FUNCTIONS;
  }

  static List<CelMacro> macros() {
    return ALL.stream().flatMap(library -> library.macros().stream()).toList();
  }
}
