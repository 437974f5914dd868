package dev.skiff.controlplane.resource.custom.format;

import java.util.regex.Pattern;

/**
 * Reads an address of RFC 5322, which may have a name and comments: {@code Ann <ann@example.com>}.
 * A group with one member is such an address, too.
 */
final class EmailAddress {
  /** Of addresses that cannot be read. */
  private static final int MALFORMED = -1;

  /** Encoded words (RFC 2047) in character sets that Go does not know. */
  private static final Pattern UNREADABLE =
      Pattern.compile(
          "=\\?(?!(?i:utf-8|iso-8859-1|us-ascii)\\?)[^?]++\\?(?:"
              + "[bB]\\?(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}(?:==|[A-Za-z0-9+/]=))?"
              + "|[qQ]\\?(?:[!-~&&[^=?]]|=[0-9a-fA-F]{2})*+)\\?=");

  private final String text;
  private int at;

  private EmailAddress(String text) {
    this.text = text;
  }

  static boolean isOne(String text) {
    EmailAddress address = new EmailAddress(text);
    return address.mailboxes(true) == 1 && address.comments() && address.ended();
  }

  /** How many there are: one, or as many as a group has. */
  private int mailboxes(boolean groups) {
    spaces();
    if (plain()) return 1;
    if (!sees('<') && !phrase()) return MALFORMED;
    spaces();
    if (groups && skip(':')) return members();
    return skip('<') && plain() && skip('>') ? 1 : MALFORMED;
  }

  private int members() {
    int count = 0;
    spaces();
    if (skip(';')) return 0;
    do {
      if (mailboxes(false) == MALFORMED || !comments()) return MALFORMED;
      count++;
    } while (skip(','));
    return skip(';') && comments() ? count : MALFORMED;
  }

  /** An address without a name; else nothing is read. */
  private boolean plain() {
    int start = at;
    spaces();
    boolean local = sees('"') ? at + 2 < quotedEnd() && quoted() : dotAtom();
    if (local && skip('@') && domain()) return true;
    at = start;
    return false;
  }

  private boolean domain() {
    spaces();
    if (!skip('[')) return dotAtom();
    int end = text.indexOf(']', at);
    if (end < 0 || !NetworkFormats.isIp(text.substring(at, end))) return false;
    at = end + 1;
    return true;
  }

  private boolean dotAtom() {
    int start = at;
    if (!atom()) return false;
    String atom = text.substring(start, at);
    return !atom.startsWith(".") && !atom.endsWith(".") && !atom.contains("..");
  }

  private boolean atom() {
    int start = at;
    while (!ended() && isAtomic(text.charAt(at))) at++;
    return at > start;
  }

  private static boolean isAtomic(char c) {
    return isVisible(c) && "()<>[]:;@\\,\"".indexOf(c) < 0;
  }

  private static boolean isVisible(char c) {
    return c > ' ' && c != 0x7f;
  }

  /** Words; what follows the first one may also be something else. */
  private boolean phrase() {
    if (!word()) return false;
    do {
      if (!comments()) return false;
    } while (word());
    return true;
  }

  /** No word is one that is encoded and cannot be read, though it is passed over. */
  private boolean word() {
    spaces();
    if (sees('"')) return quoted();
    int start = at;
    return atom() && !UNREADABLE.matcher(text.substring(start, at)).matches();
  }

  private boolean quoted() {
    int end = quotedEnd();
    if (end < 0) return false;
    at = end;
    return true;
  }

  /** Where a text between quotes that begins here has ended; negative if it does not end. */
  private int quotedEnd() {
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') return i + 1;
      if (c == '\\' && ++i < text.length()) c = text.charAt(i);
      if (!isVisible(c) && c != ' ' && c != '\t') return -1;
    }
    return -1;
  }

  /** Comments nest. */
  private boolean comments() {
    spaces();
    while (skip('(')) {
      for (int depth = 1; depth > 0; at++) {
        if (ended()) return false;
        switch (text.charAt(at)) {
          case '(' -> depth++;
          case ')' -> depth--;
          case '\\' -> at++;
          default -> {}
        }
      }
      spaces();
    }
    return true;
  }

  private void spaces() {
    while (sees(' ') || sees('\t')) at++;
  }

  private boolean skip(char wanted) {
    boolean found = sees(wanted);
    if (found) at++;
    return found;
  }

  private boolean sees(char wanted) {
    return !ended() && text.charAt(at) == wanted;
  }

  private boolean ended() {
    return at >= text.length();
  }
}
