package dev.skiff.agent.dns;

import io.vertx.core.Future;

/** Asks somebody else what the cluster does not know. */
interface Forwarder {

  /**
   * Forwards a query as it is.
   *
   * @param query the client's message
   * @param stream true if the client asked over TCP, so that the answer may be long
   * @return the answer, with the query's id; fails if nobody answers in time
   */
  Future<byte[]> forward(byte[] query, boolean stream);
}
