package dev.skiff.clients.josdk;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A page that {@link WebPageReconciler} serves, as {@code webpages-crd.yaml} defines it. */
@Group("clients.skiff.dev")
@Version("v1")
public class WebPage extends CustomResource<WebPage.Spec, WebPage.Status> implements Namespaced {

  /**
   * What is wanted.
   *
   * @param theme name of a Secret that holds the colour; may be null
   * @param failures how many of the first attempts fail; may be null for none
   */
  public record Spec(String title, String theme, Integer failures) {}

  /** What is. */
  public record Status(Long observedGeneration, String colour, String error, Integer attempts) {}
}
