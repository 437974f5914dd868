package dev.skiff.clients.josdk;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** An operator as its users write them, with what JOSDK does when nothing else is said. */
@Workflow(
    dependents = {
      @Dependent(type = PageDependents.Text.class, name = "text"),
      @Dependent(type = PageDependents.Servers.class, dependsOn = "text"),
      @Dependent(type = PageDependents.Address.class),
      @Dependent(type = PageDependents.Store.class)
    })
@ControllerConfiguration(name = "webpages")
@GradualRetry(initialInterval = 50, maxAttempts = 10)
public class WebPageReconciler implements Reconciler<WebPage>, Cleaner<WebPage> {
  private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
  private final Set<String> cleaned = ConcurrentHashMap.newKeySet();

  /** How often the page was reconciled. */
  int attempts(String page) {
    return attempts.getOrDefault(page, 0);
  }

  /** Whether the page was cleaned up before it went. */
  boolean cleaned(String page) {
    return cleaned.contains(page);
  }

  @Override
  public List<EventSource<?, WebPage>> prepareEventSources(EventSourceContext<WebPage> context) {
    var themes =
        InformerEventSourceConfiguration.from(Secret.class, WebPage.class)
            .withLabelSelector("theme")
            .withSecondaryToPrimaryMapper(
                theme ->
                    context
                        .getPrimaryCache()
                        .list(page -> theme.getMetadata().getName().equals(page.getSpec().theme()))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
            .withPrimaryToSecondaryMapper(
                (WebPage page) -> theme(page).map(Set::of).orElse(Set.of()))
            .build();
    return List.of(new InformerEventSource<>(themes, context));
  }

  @Override
  public UpdateControl<WebPage> reconcile(WebPage page, Context<WebPage> context) {
    var name = page.getMetadata().getName();
    var attempt = attempts.merge(name, 1, Integer::sum);
    var failures = Optional.ofNullable(page.getSpec().failures()).orElse(0);
    if (attempt <= failures) {
      throw new IllegalStateException("attempt " + attempt + " fails");
    }
    var colour =
        context
            .getSecondaryResource(Secret.class)
            .map(theme -> Base64.getDecoder().decode(theme.getData().get("colour")))
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    var shown = new WebPage();
    shown.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(page.getMetadata().getNamespace())
            .build());
    shown.setStatus(
        new WebPage.Status(page.getMetadata().getGeneration(), colour.orElse(null), null, attempt));
    return UpdateControl.patchStatus(shown);
  }

  @Override
  public ErrorStatusUpdateControl<WebPage> updateErrorStatus(
      WebPage page, Context<WebPage> context, Exception failure) {
    page.setStatus(new WebPage.Status(null, null, failure.getMessage(), null));
    return ErrorStatusUpdateControl.patchStatus(page);
  }

  @Override
  public DeleteControl cleanup(WebPage page, Context<WebPage> context) {
    cleaned.add(page.getMetadata().getName());
    return DeleteControl.defaultDelete();
  }

  private static Optional<ResourceID> theme(WebPage page) {
    return Optional.ofNullable(page.getSpec().theme())
        .map(theme -> new ResourceID(theme, page.getMetadata().getNamespace()));
  }
}
