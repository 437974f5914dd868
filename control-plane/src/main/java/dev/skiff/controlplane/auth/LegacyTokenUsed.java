package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Somebody showed a token that lives in a Secret.
 *
 * @param secret shared: never change it
 */
record LegacyTokenUsed(ObjectNode secret) {}
