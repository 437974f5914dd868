package dev.skiff.controlplane.admission.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.informer.ClusterState;
import java.util.List;

/**
 * All webhooks of one kind of configuration, in the order of the configurations' names; as new as
 * the watch cache is. Configurations are read again only when one of them has changed.
 */
final class WebhookConfigurations {
  /** Configurations and what they say. */
  private record Known(List<ObjectNode> configurations, List<Webhook> webhooks) {}

  private final ClusterState state;
  private final String resource;
  private volatile Known known = new Known(List.of(), List.of());

  /**
   * @param resource group resource of the configurations
   */
  WebhookConfigurations(ClusterState state, String resource) {
    this.state = state;
    this.resource = resource;
  }

  List<Webhook> all() {
    List<ObjectNode> now = state.list(resource, "");
    Known before = known;
    if (same(before.configurations, now)) return before.webhooks;
    List<Webhook> webhooks = now.stream().flatMap(each -> Webhook.of(each).stream()).toList();
    known = new Known(now, webhooks);
    return webhooks;
  }

  /** States of objects are handed out as the same trees until they change. */
  private static boolean same(List<ObjectNode> before, List<ObjectNode> now) {
    if (before.size() != now.size()) return false;
    for (int i = 0; i < now.size(); i++) {
      if (before.get(i) != now.get(i)) return false;
    }
    return true;
  }
}
