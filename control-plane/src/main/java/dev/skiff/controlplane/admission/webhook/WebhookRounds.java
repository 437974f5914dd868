package dev.skiff.controlplane.admission.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/**
 * Which webhooks of a request are called again: those that want it, if anything changed after them.
 */
final class WebhookRounds {
  private final Set<String> reinvocable = new HashSet<>();
  private final Set<String> due = new HashSet<>();
  private ObjectNode lastOutput;

  /** At the begin of the second round: the other plugins may have changed what we left. */
  void beginSecond(ObjectNode object) {
    if (lastOutput != null && !lastOutput.equals(object)) changed();
  }

  /** Something changed: all that were called so far and want it are called again. */
  void changed() {
    due.addAll(reinvocable);
    reinvocable.clear();
  }

  void called(Webhook webhook) {
    if (webhook.reinvocable()) reinvocable.add(webhook.uid());
  }

  boolean isDue(Webhook webhook) {
    return due.contains(webhook.uid());
  }

  /** At the end of a round. */
  void end(ObjectNode object) {
    lastOutput = object == null ? null : object.deepCopy();
  }
}
