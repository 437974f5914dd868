package dev.skiff.agent.dns.wire;

/**
 * A question that a client asks.
 *
 * @param id echoed in the answer
 * @param opcode 0 for a standard query
 * @param recursionDesired echoed in the answer
 * @param name lower case, without the final dot
 * @param type record type asked for
 * @param recordClass 1 for the Internet
 * @param spelling the name as the client spelt it; echoed, since some resolvers compare it
 * @param payloadLimit bytes that the client takes in one datagram; 512 without EDNS (RFC 6891)
 * @param edns whether the query had an OPT record, so that the answer must have one
 */
public record Query(
    int id,
    int opcode,
    boolean recursionDesired,
    String name,
    int type,
    int recordClass,
    String spelling,
    int payloadLimit,
    boolean edns) {}
