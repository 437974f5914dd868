package dev.skiff.agent.pod;

import java.time.Instant;

/**
 * Why a container does not run (yet).
 *
 * @param message may be null
 * @param retryAt when it is tried again; null when something else has to happen first
 */
record Waiting(String reason, String message, Instant retryAt) {}
