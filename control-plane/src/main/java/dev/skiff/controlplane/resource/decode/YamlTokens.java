package dev.skiff.controlplane.resource.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A YAML document as the tokens of JSON. */
final class YamlTokens {
  /** Nodes that aliases may stand for; more are an attack. */
  private static final int MOST_ALIASED = 400_000;

  private final TokenBuffer tokens = new TokenBuffer(null, false);
  private final Set<Node> met = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int[] lines = new int[64];
  private int size;
  private int aliases;
  private int aliased;

  JsonParser parser() {
    return tokens.asParser();
  }

  /** Where a token comes from, counted from 1. */
  int line(int token) {
    return token < 0 || token >= size ? -1 : lines[token];
  }

  void write(Node node) throws IOException {
    boolean again = !(node instanceof ScalarNode) && !met.add(node);
    if (again) aliases++;
    if (aliases > 0 && ++aliased > MOST_ALIASED) {
      throw new YAMLException("document contains excessive aliasing");
    }
    switch (node) {
      case ScalarNode scalar -> {
        at(node);
        value(YamlScalars.value(scalar));
      }
      case SequenceNode sequence -> {
        at(node);
        tokens.writeStartArray();
        enter(node);
        for (Node element : sequence.getValue()) write(element);
        open.remove(node);
        at(node);
        tokens.writeEndArray();
      }
      case MappingNode mapping -> {
        at(node);
        tokens.writeStartObject();
        fields(mapping);
        at(node);
        tokens.writeEndObject();
      }
      default -> throw new YAMLException("unknown kind of node " + node.getNodeId());
    }
    if (again) aliases--;
  }

  private void fields(MappingNode mapping) throws IOException {
    enter(mapping);
    for (NodeTuple field : mapping.getValue()) {
      if (isMerge(field.getKeyNode())) {
        merge(field.getValueNode());
      } else {
        at(field.getValueNode());
        tokens.writeFieldName(YamlScalars.key(field.getKeyNode()));
        write(field.getValueNode());
      }
    }
    open.remove(mapping);
  }

  private static boolean isMerge(Node key) {
    return key instanceof ScalarNode scalar
        && scalar.getValue().equals("<<")
        && (key.getTag().equals(PlainScalars.PLAIN) || key.getTag().equals(Tag.MERGE));
  }

  /** The fields of another mapping, or of several, the first of which counts most. */
  private void merge(Node from) throws IOException {
    switch (from) {
      case MappingNode mapping -> fields(mapping);
      case SequenceNode sequence -> {
        for (Node each : sequence.getValue().reversed()) {
          if (!(each instanceof MappingNode mapping)) throw noMapping();
          fields(mapping);
        }
      }
      default -> throw noMapping();
    }
  }

  private static YAMLException noMapping() {
    return new YAMLException("map merge requires map or sequence of maps as the value");
  }

  private void enter(Node node) {
    if (!open.add(node)) throw new YAMLException("anchor value contains itself");
    // Aliases nest what is not nested in the text.
    if (open.size() > UntrustedJson.MAXIMUM_DEPTH) throw new YAMLException("exceeded max depth");
  }

  private void at(Node node) {
    if (size == lines.length) lines = Arrays.copyOf(lines, 2 * size);
    lines[size++] = node.getStartMark().getLine() + 1;
  }

  private void value(Object value) throws IOException {
    switch (value) {
      case null -> tokens.writeNull();
      case Boolean truth -> tokens.writeBoolean(truth);
      case Long number when number == number.intValue() -> tokens.writeNumber(number.intValue());
      case Long number -> tokens.writeNumber(number);
      case BigInteger number -> tokens.writeNumber(number);
      case Double number -> tokens.writeNumber(number);
      default -> tokens.writeString(value.toString());
    }
  }
}
