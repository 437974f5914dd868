package dev.skiff.controlplane.admission;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The admission plugins in upstream's order. Between {@link #mutate} and {@link #validate} the API
 * server validates the object itself.
 */
@Singleton
public final class AdmissionChain {
  private final List<AdmissionPlugin> plugins;

  @Inject
  AdmissionChain(DefaultPlugins plugins) {
    this(plugins.inOrder());
  }

  AdmissionChain(List<AdmissionPlugin> plugins) {
    this.plugins = List.copyOf(plugins);
  }

  /**
   * Lets each plugin change the object; all of them twice, if a webhook's change calls for it.
   *
   * @throws dev.skiff.controlplane.api.StatusException if a plugin refuses
   */
  public void mutate(AdmissionRequest request) {
    for (AdmissionPlugin plugin : plugins) plugin.mutate(request);
    if (!request.reinvocation().begin()) return;
    for (AdmissionPlugin plugin : plugins) plugin.mutate(request);
  }

  /**
   * Lets each plugin look at the object as it will be stored.
   *
   * @throws dev.skiff.controlplane.api.StatusException if a plugin refuses
   */
  public void validate(AdmissionRequest request) {
    for (AdmissionPlugin plugin : plugins) plugin.validate(request);
  }
}
