package dev.skiff.agent.server;

import java.net.URI;
import java.util.List;

/**
 * Prepares sessions at the container runtime. Each method returns the URL at which the runtime
 * waits for the client.
 */
public interface StreamingRuntime {

  URI exec(String namespace, String pod, String container, List<String> command, Streams streams);

  URI attach(String namespace, String pod, String container, Streams streams);

  URI portForward(String namespace, String pod, List<Integer> ports);
}
