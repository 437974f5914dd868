package dev.skiff.controlplane.bootstrap;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A block of a text that others wrote (RFC 7468). Blocks are found as Go's {@code encoding/pem}
 * finds them, with which other readers read the same text: what is damaged is no block.
 *
 * @param label such as {@code CERTIFICATE}
 * @param headers whether there are any
 */
public record PemBlock(String label, boolean headers, byte[] der) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** The blocks of a text, in their order. */
  public static List<PemBlock> all(String text) {
    List<PemBlock> found = new ArrayList<>();
    List<String> lines = text.lines().toList();
    int begin = -1;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(BEGIN)) begin = i;
      if (begin < 0 || !lines.get(i).startsWith(END)) continue;
      PemBlock block = block(lines.subList(begin, i + 1));
      if (block != null) found.add(block);
      begin = -1;
    }
    return found;
  }

  /** Null if it is damaged. */
  private static PemBlock block(List<String> lines) {
    String first = lines.getFirst().stripTrailing();
    if (!first.endsWith(DASHES) || first.length() < BEGIN.length() + DASHES.length()) return null;
    String label = first.substring(BEGIN.length(), first.length() - DASHES.length());
    if (!lines.getLast().stripTrailing().equals(END + label + DASHES)) return null;
    int content = 1;
    while (content < lines.size() - 1 && lines.get(content).contains(":")) content++;
    String base64 = String.join("", lines.subList(content, lines.size() - 1));
    try {
      byte[] der = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
      return new PemBlock(label, content > 1, der);
    } catch (IllegalArgumentException damaged) {
      return null;
    }
  }
}
