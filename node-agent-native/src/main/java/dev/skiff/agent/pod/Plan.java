package dev.skiff.agent.pod;

import java.time.Instant;
import java.util.Map;

/**
 * What has to be done for a pod now, so that the runtime comes to have what its spec asks for.
 *
 * @param newSandbox the pod needs a (new) sandbox before anything else
 * @param finished nothing of it will run any more: the rest of it can be stopped
 * @param start the name of the container to start next, or null
 * @param kill containers to stop, with the message that tells why
 * @param waiting containers that may not be started yet
 * @param wakeAt when the plan is due to be made again although nothing happened; null for never
 */
record Plan(
    boolean newSandbox,
    boolean finished,
    String start,
    Map<String, String> kill,
    Map<String, Waiting> waiting,
    Instant wakeAt) {}
