package dev.skiff.controlplane.resource.cel;

import dev.cel.parser.CelMacro;
import java.util.List;

/** Functions and macros beside those of the language, as Kubernetes prescribes them. */
public interface CelLibrary {
  /** Declares and implements the functions. */
  void addTo(Functions functions);

  /** Macros, which are expanded before the types are checked. */
  default List<CelMacro> macros() {
    return List.of();
  }
}
