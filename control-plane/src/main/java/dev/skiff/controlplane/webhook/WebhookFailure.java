package dev.skiff.controlplane.webhook;

/** A webhook could not be reached, or answered with nothing useful. The message says why. */
public final class WebhookFailure extends Exception {
  public WebhookFailure(String message) {
    super(message, null, false, false);
  }
}
