package dev.skiff.agent.dns;

import dev.skiff.agent.dns.wire.AddressAnswerDecoder;
import dev.skiff.agent.dns.wire.Answer;
import dev.skiff.agent.dns.wire.AnswerEncoder;
import dev.skiff.agent.dns.wire.MalformedMessageException;
import dev.skiff.agent.dns.wire.Query;
import dev.skiff.agent.dns.wire.QueryDecoder;
import dev.skiff.agent.dns.wire.QueryEncoder;
import dev.skiff.agent.dns.wire.RecordType;
import dev.skiff.agent.dns.wire.ResourceRecord;
import dev.skiff.agent.dns.wire.ResponseCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Turns a query's bytes into an answer's: from the cluster's zone, else from upstream. */
final class Resolver {
  private static final Logger LOG = Logger.getLogger(Resolver.class);
  private static final int STREAM_LIMIT = 65535;
  private static final int DATAGRAM_LIMIT = 1232;
  private static final int INTERNET = 1;

  private final ClusterZone zone;
  private final Forwarder upstream;

  Resolver(ClusterZone zone, Forwarder upstream) {
    this.zone = zone;
    this.upstream = upstream;
  }

  /**
   * Answers a message.
   *
   * @param stream true if it came over TCP
   * @return the answer; fails only if the message is so damaged that there is nobody to answer
   */
  Future<byte[]> resolve(byte[] message, boolean stream) {
    Query query;
    try {
      query = QueryDecoder.decode(message);
    } catch (MalformedMessageException e) {
      return Future.failedFuture(e);
    }
    int limit = stream ? STREAM_LIMIT : Math.min(query.payloadLimit(), DATAGRAM_LIMIT);
    if (query.opcode() != 0) {
      return encoded(query, Answer.of(ResponseCode.NOT_IMPLEMENTED), limit);
    }
    Optional<Answer> known =
        query.recordClass() == INTERNET ? zone.answer(query) : Optional.empty();
    if (known.isPresent()) {
      return completed(query, known.get())
          .map(answer -> AnswerEncoder.encode(query, answer, limit));
    }
    return upstream
        .forward(message, stream)
        .recover(
            e -> {
              LOG.debugf("%s: %s", query.name(), e.getMessage());
              return encoded(query, Answer.of(ResponseCode.SERVER_FAILURE), limit);
            });
  }

  /** Follows an alias, since clients leave that to the server. */
  private Future<Answer> completed(Query query, Answer answer) {
    boolean addresses = query.type() == RecordType.A || query.type() == RecordType.AAAA;
    if (!addresses
        || answer.answers().size() != 1
        || !(answer.answers().getFirst().data() instanceof ResourceRecord.Alias(var target))) {
      return Future.succeededFuture(answer);
    }
    Query next =
        new Query(query.id(), 0, true, target, query.type(), INTERNET, target, STREAM_LIMIT, false);
    Optional<Answer> inCluster = zone.answer(next);
    if (inCluster.isPresent()) {
      return Future.succeededFuture(extended(answer, inCluster.get().answers()));
    }
    return upstream
        .forward(QueryEncoder.encode(query.id(), target, query.type()), false)
        .map(reply -> extended(answer, addresses(reply)))
        .otherwise(answer);
  }

  private static List<ResourceRecord> addresses(byte[] reply) {
    try {
      return AddressAnswerDecoder.decode(reply);
    } catch (MalformedMessageException e) {
      LOG.debugf("an upstream answer is malformed: %s", e.getMessage());
      return List.of();
    }
  }

  private static Answer extended(Answer alias, List<ResourceRecord> further) {
    List<ResourceRecord> answers = new ArrayList<>(alias.answers());
    answers.addAll(further);
    return Answer.of(answers);
  }

  private static Future<byte[]> encoded(Query query, Answer answer, int limit) {
    return Future.succeededFuture(AnswerEncoder.encode(query, answer, limit));
  }
}
