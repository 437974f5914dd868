package dev.skiff.controlplane.api.verb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.api.output.ObjectView;
import dev.skiff.controlplane.api.output.OutputFormat;
import dev.skiff.controlplane.api.output.OutputFormat.Encoding;
import dev.skiff.controlplane.api.output.OutputFormat.View;
import dev.skiff.controlplane.api.protobuf.ProtobufWriter;
import dev.skiff.controlplane.cache.CachedChange;
import dev.skiff.controlplane.cache.CachedObject;
import dev.skiff.controlplane.resource.ResourceType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the events of a watch; those that other watchers need too are written once for all. */
final class WatchEvents {
  private static final byte[] TAIL = {'}', '\n'};
  private final ResourceType type;
  private final ObjectView view;
  private final OutputFormat format;
  private final boolean table;
  private final String encoding;
  private final boolean protobuf;
  private boolean columnsSent;

  WatchEvents(ResourceCall call) {
    type = call.type();
    view = call.view();
    format = call.format();
    table = format.view() == View.TABLE;
    protobuf = format.encoding() == Encoding.PROTOBUF;
    encoding = "/" + type.apiVersion() + "/" + format;
  }

  /** An object that is there already. */
  byte[] added(CachedObject object) {
    return event("ADDED", object.json(), object.revision());
  }

  /** A change as it is. */
  byte[] of(CachedChange change) {
    return shared(change.type().name(), change);
  }

  /** A change that brings an object into the selection. */
  byte[] entered(CachedChange change) {
    return shared("ADDED", change);
  }

  /** A change that takes an object out of the selection: its last selected state. */
  byte[] left(CachedChange change) {
    byte[] json = ObjectBytes.withRevision(change.previous().json(), change.revision());
    return event("DELETED", json, change.revision());
  }

  /** Says how far the watcher is, by an object of which nothing else is set. */
  byte[] bookmark(long revision, boolean initialEventsEnd) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("kind", type.kind()).put("apiVersion", type.apiVersion());
    if (initialEventsEnd) {
      object.withObject("/metadata/annotations").put("k8s.io/initial-events-end", "true");
    }
    if (type.schema().zero() != null) object.setAll(type.schema().zero());
    return event("BOOKMARK", ObjectBytes.of(object).at(revision), revision);
  }

  /** Says why the watch cannot go on. */
  byte[] error(StatusException refusal) {
    return framed("ERROR", Answers.bytes(refusal.status()));
  }

  private byte[] shared(String name, CachedChange change) {
    if (table) return event(name, change.object().json(), change.revision());
    return change.encoded(
        name + encoding, encoded -> event(name, encoded.object().json(), encoded.revision()));
  }

  private byte[] event(String name, byte[] stored, long revision) {
    byte[] object = view.single(stored, revision, !columnsSent);
    columnsSent = true;
    return framed(name, object);
  }

  private byte[] framed(String name, byte[] object) {
    if (protobuf) return new ProtobufWriter().event(name, object);
    byte[] head = ("{\"type\":\"" + name + "\",\"object\":").getBytes(StandardCharsets.US_ASCII);
    byte[] event = Arrays.copyOf(head, head.length + object.length + TAIL.length);
    System.arraycopy(object, 0, event, head.length, object.length);
    System.arraycopy(TAIL, 0, event, head.length + object.length, TAIL.length);
    return event;
  }
}
