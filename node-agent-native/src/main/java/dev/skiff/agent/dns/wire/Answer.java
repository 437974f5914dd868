package dev.skiff.agent.dns.wire;

import java.util.List;

/**
 * What a query is answered with.
 *
 * @param code how it ended
 * @param answers records that answer the question
 * @param authority the zone's SOA where there is nothing to say
 * @param additional addresses of names in the answers
 */
public record Answer(
    ResponseCode code,
    List<ResourceRecord> answers,
    List<ResourceRecord> authority,
    List<ResourceRecord> additional) {

  public static Answer of(ResponseCode code) {
    return new Answer(code, List.of(), List.of(), List.of());
  }

  public static Answer of(List<ResourceRecord> answers) {
    return new Answer(ResponseCode.NO_ERROR, answers, List.of(), List.of());
  }
}
