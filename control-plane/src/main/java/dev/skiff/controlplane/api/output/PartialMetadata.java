package dev.skiff.controlplane.api.output;

import java.nio.charset.StandardCharsets;

/** Objects as {@code PartialObjectMetadata}: their metadata cut out of the stored bytes. */
public final class PartialMetadata {
  private static final byte[] FIELD = "\"metadata\":".getBytes(StandardCharsets.US_ASCII);

  private PartialMetadata() {}

  /**
   * @param stored an object's bytes in the form of {@link ObjectBytes}
   * @param version of meta.k8s.io
   */
  public static byte[] of(byte[] stored, String version) {
    byte[] prefix = ObjectBytes.prefix("PartialObjectMetadata", "meta.k8s.io/" + version);
    int start = ObjectBytes.indexOf(stored, FIELD);
    int end = endOfObject(stored, start + FIELD.length);
    byte[] result = new byte[prefix.length + (end - start) + 1];
    System.arraycopy(prefix, 0, result, 0, prefix.length);
    System.arraycopy(stored, start, result, prefix.length, end - start);
    result[result.length - 1] = '}';
    return result;
  }

  /** The index behind the object that begins at {@code start}. */
  private static int endOfObject(byte[] json, int start) {
    int depth = 0;
    boolean quoted = false;
    for (int i = start; i < json.length; i++) {
      byte b = json[i];
      if (quoted) {
        if (b == '\\') i++;
        else if (b == '"') quoted = false;
      } else if (b == '"') {
        quoted = true;
      } else if (b == '{') {
        depth++;
      } else if (b == '}' && --depth == 0) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException("Not the bytes of a stored object");
  }
}
