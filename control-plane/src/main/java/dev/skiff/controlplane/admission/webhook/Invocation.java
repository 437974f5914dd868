package dev.skiff.controlplane.admission.webhook;

import dev.skiff.controlplane.resource.ResourceType;

/**
 * A webhook that is to be called for a request.
 *
 * @param type the resource in the version that the webhook's rules name; not the request's if it
 *     wants equivalent ones
 */
record Invocation(Webhook webhook, ResourceType type) {}
