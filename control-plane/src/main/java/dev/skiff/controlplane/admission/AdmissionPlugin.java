package dev.skiff.controlplane.admission;

/**
 * One step of admission. Plugins run in upstream's order: all that mutate, then all that validate.
 * To refuse, throw {@link dev.skiff.controlplane.api.StatusException}.
 */
public interface AdmissionPlugin {

  /** The plugin's name, as upstream spells it. */
  String name();

  /** May change {@code request.object()} in place. */
  default void mutate(AdmissionRequest request) {}

  /** Looks only. */
  default void validate(AdmissionRequest request) {}
}
