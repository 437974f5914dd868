package dev.skiff.agent.dns.wire;

import java.util.Arrays;

/** Tells another server's answer from what only pretends to be one. */
public final class Reply {
  private static final int RESPONSE = 0x80;

  private Reply() {}

  /**
   * Whether a message has the query's id and question. A server that did not understand the
   * question need not repeat it, and tells no records then.
   *
   * @param query with one question, as {@link QueryDecoder} lets through
   */
  public static boolean answers(byte[] message, byte[] query) {
    if (message.length < QueryDecoder.HEADER_LENGTH
        || message[0] != query[0]
        || message[1] != query[1]
        || (message[2] & RESPONSE) == 0) {
      return false;
    }
    if (count(message, 4) == 0) return count(message, 6) == 0;
    int end = endOfQuestion(query);
    return count(message, 4) == 1
        && message.length >= end
        && Arrays.equals(lowerCase(message, end), lowerCase(query, end));
  }

  private static int count(byte[] message, int at) {
    return (message[at] & 0xff) << 8 | message[at + 1] & 0xff;
  }

  /** After the name come its type and its class. */
  private static int endOfQuestion(byte[] query) {
    int at = QueryDecoder.HEADER_LENGTH;
    while (query[at] != 0) at += 1 + (query[at] & 0xff);
    return at + 5;
  }

  /** The question; lengths of labels are no letters. */
  private static byte[] lowerCase(byte[] message, int end) {
    byte[] question = Arrays.copyOfRange(message, QueryDecoder.HEADER_LENGTH, end);
    for (int i = 0; i < question.length; i++) {
      if (question[i] >= 'A' && question[i] <= 'Z') question[i] += 'a' - 'A';
    }
    return question;
  }
}
