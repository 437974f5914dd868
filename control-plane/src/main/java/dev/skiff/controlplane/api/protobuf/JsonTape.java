package dev.skiff.controlplane.api.protobuf;

import java.util.Arrays;

/**
 * Where the values of a JSON text are: for each value, and each name before a value, three numbers:
 * its first index in the text, the index behind it, and the place of what follows it here. Quotes
 * belong to a string. The text is one that this server wrote, so it is not checked.
 */
final class JsonTape {
  private static final int WIDTH = 3;

  private byte[] json;
  private int[] nodes = new int[3 * 256];
  private int used;
  private int at;

  /** Reads a text; its root is node 0. Whatever was read before is forgotten. */
  void read(byte[] text) {
    json = text;
    used = 0;
    at = 0;
    value();
    json = null;
  }

  int start(int node) {
    return nodes[node];
  }

  int end(int node) {
    return nodes[node + 1];
  }

  /** The node behind this one and all that is in it. */
  int next(int node) {
    return nodes[node + 2];
  }

  /** The first name of an object or element of a list; {@link #next} if there is none. */
  int first(int node) {
    return node + WIDTH;
  }

  private int open(int start) {
    int node = used;
    if (node + WIDTH > nodes.length) nodes = Arrays.copyOf(nodes, nodes.length * 2);
    nodes[node] = start;
    used = node + WIDTH;
    return node;
  }

  private void close(int node) {
    nodes[node + 1] = at;
    nodes[node + 2] = used;
  }

  private void value() {
    space();
    int node = open(at);
    switch (json[at]) {
      case '{' -> {
        at++;
        for (space(); json[at] != '}'; space()) {
          if (json[at] == ',') at++;
          space();
          int name = open(at);
          string();
          close(name);
          space();
          at++;
          value();
        }
        at++;
      }
      case '[' -> {
        at++;
        for (space(); json[at] != ']'; space()) {
          if (json[at] == ',') at++;
          value();
        }
        at++;
      }
      case '"' -> string();
      default -> {
        while (at < json.length && ",]} \n\t\r".indexOf(json[at]) < 0) at++;
      }
    }
    close(node);
  }

  private void string() {
    at++;
    while (json[at] != '"') at += json[at] == '\\' ? 2 : 1;
    at++;
  }

  private void space() {
    while (at < json.length && json[at] <= ' ' && json[at] >= 0) at++;
  }
}
