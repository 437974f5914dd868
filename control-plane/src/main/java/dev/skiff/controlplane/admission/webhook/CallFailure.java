package dev.skiff.controlplane.admission.webhook;

/** A webhook gave no usable answer; its failure policy says what that means. */
final class CallFailure extends Exception {
  CallFailure(Webhook webhook, String reason) {
    super("failed calling webhook \"" + webhook.name() + "\": " + reason, null, false, false);
  }
}
