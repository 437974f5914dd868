/**
 * Calling out to the webhooks of users, for admission and for the conversion of custom resources.
 */
package dev.skiff.controlplane.webhook;
