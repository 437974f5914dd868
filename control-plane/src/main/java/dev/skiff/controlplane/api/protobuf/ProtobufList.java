package dev.skiff.controlplane.api.protobuf;

import dev.skiff.controlplane.cache.CachedObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * A list as protocol buffers, element by element. The length of all elements stands before the
 * first; so a list that is larger than what may be kept is written twice, the first time to be
 * measured.
 */
public final class ProtobufList implements Iterator<byte[]> {
  private static final int KEPT = 1024 * 1024;

  private final ProtobufWriter writer = new ProtobufWriter();
  private final MessageType type;
  private final Function<CachedObject, byte[]> json;
  private final Deque<byte[]> kept = new ArrayDeque<>();
  private final Iterator<CachedObject> rest;
  private byte[] head;
  private byte[] tail = ProtobufWriter.listTail();

  /**
   * What is listed.
   *
   * @param kind of the elements
   */
  public record Kinds(String apiVersion, String kind, String listKind) {}

  /**
   * @param metadata the list's, as a JSON object
   * @param json gives an object in the version of the list; its kind does not matter
   */
  public ProtobufList(
      Kinds kinds,
      String metadata,
      List<CachedObject> objects,
      Function<CachedObject, byte[]> json) {
    this.type = MessageTypes.ofKind(kinds.apiVersion(), kinds.kind()).orElseThrow();
    this.json = json;
    long size = 0;
    for (CachedObject object : objects) {
      if (size < KEPT) {
        byte[] element = writer.element(type, json.apply(object));
        kept.add(element);
        size += element.length;
      } else {
        size += writer.elementSize(type, json.apply(object));
      }
    }
    this.rest = objects.listIterator(kept.size());
    this.head = writer.listHead(kinds.apiVersion(), kinds.listKind(), metadata, size);
  }

  @Override
  public boolean hasNext() {
    return tail != null;
  }

  @Override
  public byte[] next() {
    if (tail == null) throw new NoSuchElementException();
    byte[] piece = head;
    if (piece != null) {
      head = null;
      return piece;
    }
    piece = kept.poll();
    if (piece != null) return piece;
    if (rest.hasNext()) return writer.element(type, json.apply(rest.next()));
    piece = tail;
    tail = null;
    return piece;
  }
}
