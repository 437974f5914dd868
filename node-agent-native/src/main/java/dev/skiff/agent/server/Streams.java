package dev.skiff.agent.server;

/**
 * Which of a process' streams a client wants.
 *
 * @param tty whether the process has a terminal; stderr is part of stdout then
 */
public record Streams(boolean stdin, boolean stdout, boolean stderr, boolean tty) {

  /** From the kubelet's parameter names or those of the API server. */
  static Streams of(HttpRequest request) {
    boolean tty = request.flag("tty");
    Streams streams =
        new Streams(
            request.flag("input") || request.flag("stdin"),
            request.flag("output") || request.flag("stdout"),
            (request.flag("error") || request.flag("stderr")) && !tty,
            tty);
    if (!streams.stdin() && !streams.stdout() && !streams.stderr()) {
      throw new StatusError(400, "you must specify at least 1 of stdin, stdout, stderr");
    }
    return streams;
  }
}
