package dev.skiff.controlplane.api.protobuf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The messages of the Kubernetes API, from the table in the module resource-model. */
final class MessageTypes {
  private static final String TABLE = "dev/skiff/resourcemodel/protobuf.txt";
  private static final String META = "meta.k8s.io/v1.";

  /** Read at the first use: most clients speak JSON. Each line is understood when it is needed. */
  private static final class Holder {
    static final Map<String, String> LINES = load();
    static final Map<String, MessageType> TYPES = new ConcurrentHashMap<>();
  }

  private MessageTypes() {}

  /** All messages' names. */
  static Set<String> names() {
    return Holder.LINES.keySet();
  }

  /** The message of a name that is in the table. */
  static MessageType named(String name) {
    // Not computeIfAbsent: messages contain messages, and parsing one twice does no harm.
    MessageType known = Holder.TYPES.get(name);
    if (known != null) return known;
    MessageType type = MessageType.parse(Holder.LINES.get(name));
    MessageType earlier = Holder.TYPES.putIfAbsent(name, type);
    return earlier == null ? type : earlier;
  }

  /** The message of a kind, if it has one; kinds such as DeleteOptions belong to every version. */
  static Optional<MessageType> ofKind(String apiVersion, String kind) {
    String own = apiVersion + "." + kind;
    if (Holder.LINES.containsKey(own)) return Optional.of(named(own));
    String common = META + kind;
    return Holder.LINES.containsKey(common) ? Optional.of(named(common)) : Optional.empty();
  }

  private static Map<String, String> load() {
    try (InputStream resource = MessageTypes.class.getClassLoader().getResourceAsStream(TABLE)) {
      if (resource == null) throw new IOException(TABLE + " is not on the class path");
      Map<String, String> lines = new HashMap<>(2048);
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("#")) continue;
        int space = line.indexOf(' ');
        lines.put(space < 0 ? line : line.substring(0, space), line);
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
