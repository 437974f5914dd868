package dev.skiff.controlplane.api.output;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.convert.Conversion;
import dev.skiff.controlplane.api.output.OutputFormat.View;
import dev.skiff.controlplane.api.protobuf.ProtobufList;
import dev.skiff.controlplane.cache.CachedObject;
import dev.skiff.controlplane.resource.ResourceType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * How one client sees the objects of a type: in its version, as objects, rows of a table or bare
 * metadata. Stored bytes in, bytes out; only tables and other versions are parsed.
 */
public final class ObjectView {
  private final ResourceType type;
  private final OutputFormat format;
  private final TableRows.IncludeObject include;
  private final byte[] prefix;

  /**
   * @param include what rows of a table carry beside their cells
   */
  public ObjectView(ResourceType type, OutputFormat format, TableRows.IncludeObject include) {
    this.type = type;
    this.format = format;
    this.include = include;
    this.prefix = ObjectBytes.prefix(type.kind(), type.apiVersion());
  }

  public OutputFormat format() {
    return format;
  }

  /** An object on its own, as get and watch send it. */
  public byte[] single(byte[] stored, long revision, boolean withColumns) {
    return switch (format.view()) {
      case OBJECT -> inVersion(stored, revision);
      case PARTIAL_METADATA, PARTIAL_METADATA_LIST -> partial(stored, revision);
      case TABLE -> Answers.bytes(table(stored, revision, withColumns));
    };
  }

  /** An object in the type's version, whatever the view. */
  public byte[] inVersion(byte[] stored, long revision) {
    return Conversion.to(type, prefix, stored, revision);
  }

  /**
   * Writes an element of a list in JSON. Kind and apiVersion of built-in types are the list's to
   * say.
   */
  void writeElement(byte[] stored, long revision, OutputStream out) throws IOException {
    switch (format.view()) {
      case OBJECT -> {
        byte[] bytes = inVersion(stored, revision);
        int from = type.custom() ? 0 : prefix.length;
        if (from > 0) out.write('{');
        out.write(bytes, from, bytes.length - from);
      }
      case PARTIAL_METADATA, PARTIAL_METADATA_LIST -> out.write(partial(stored, revision));
      case TABLE -> out.write(Answers.bytes(row(stored, revision)));
    }
  }

  /** Objects that are to become elements, as far as these need another version. */
  List<CachedObject> prepared(List<CachedObject> objects) {
    return type.custom() ? inVersion(objects) : objects;
  }

  /**
   * Custom resources in the type's version, those of another version converted all at once: a
   * webhook is asked once for a list.
   */
  public List<CachedObject> inVersion(List<CachedObject> objects) {
    List<ObjectNode> others = new ArrayList<>();
    for (CachedObject object : objects) {
      if (!ObjectBytes.startsWith(object.json(), prefix)) {
        others.add(ObjectBytes.parse(object.json()));
      }
    }
    if (others.isEmpty()) return objects;
    Iterator<ObjectNode> converted = Conversion.all(type, others).iterator();
    List<CachedObject> prepared = new ArrayList<>(objects.size());
    for (CachedObject object : objects) {
      boolean asIs = ObjectBytes.startsWith(object.json(), prefix);
      prepared.add(asIs ? object : object.withJson(converted(object, converted.next())));
    }
    return prepared;
  }

  private static byte[] converted(CachedObject object, ObjectNode tree) {
    return ObjectBytes.of(tree).at(object.revision());
  }

  /** A list as protocol buffers, in pieces; not for tables, of which there are none. */
  Iterator<byte[]> protobufList(ObjectNode listMetadata, List<CachedObject> objects) {
    if (format.view() == View.OBJECT) {
      return new ProtobufList(
          new ProtobufList.Kinds(type.apiVersion(), type.kind(), type.listKind()),
          listMetadata.toString(),
          objects,
          object -> inVersion(object.json(), object.revision()));
    }
    // Of all that an object has, the message takes the metadata.
    return new ProtobufList(
        new ProtobufList.Kinds(
            "meta.k8s.io/" + format.viewVersion(),
            "PartialObjectMetadata",
            "PartialObjectMetadataList"),
        listMetadata.toString(),
        objects,
        CachedObject::json);
  }

  /**
   * What comes before the elements of a list in JSON.
   *
   * @param empty whether there are none
   */
  byte[] head(ObjectNode listMetadata, boolean empty) {
    // Upstream keeps lists of custom resources as maps, which show it even if it is empty.
    if (type.custom() && format.view() == View.OBJECT && !listMetadata.has("continue")) {
      listMetadata.put("continue", "");
    }
    String metadata = ",\"metadata\":" + listMetadata;
    String meta = "meta.k8s.io/" + format.viewVersion();
    String head =
        switch (format.view()) {
          case OBJECT -> typeMeta(type.listKind(), type.apiVersion()) + metadata + ",\"items\":[";
          case PARTIAL_METADATA, PARTIAL_METADATA_LIST ->
              typeMeta("PartialObjectMetadataList", meta)
                  + metadata
                  + ",\"items\":"
                  + (isNull(empty) ? "null" : "[");
          case TABLE ->
              typeMeta("Table", meta)
                  + metadata
                  + ",\"columnDefinitions\":"
                  + TableRows.columnDefinitions(type)
                  + ",\"rows\":[";
        };
    return head.getBytes(StandardCharsets.UTF_8);
  }

  /** What comes behind the elements of a list in JSON. */
  byte[] tail(boolean empty) {
    return (isNull(empty) ? "}\n" : "]}\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** The old version of bare metadata has no empty list. */
  private boolean isNull(boolean empty) {
    boolean metadata = format.view() != View.OBJECT && format.view() != View.TABLE;
    return empty && metadata && format.viewVersion().equals("v1beta1");
  }

  private static String typeMeta(String kind, String apiVersion) {
    return "{\"kind\":\"" + kind + "\",\"apiVersion\":\"" + apiVersion + "\"";
  }

  private ObjectNode table(byte[] stored, long revision, boolean withColumns) {
    ObjectNode table = JsonNodeFactory.instance.objectNode();
    table.put("kind", "Table").put("apiVersion", "meta.k8s.io/" + format.viewVersion());
    table.putObject("metadata").put("resourceVersion", Long.toString(revision));
    table.set("columnDefinitions", withColumns ? TableRows.columnDefinitions(type) : null);
    table.putArray("rows").add(row(stored, revision));
    return table;
  }

  /**
   * Webhooks may convert labels and annotations, too; built-in types have the same in all versions.
   */
  private byte[] partial(byte[] stored, long revision) {
    byte[] object = type.custom() ? inVersion(stored, revision) : stored;
    return PartialMetadata.of(object, format.viewVersion());
  }

  private ObjectNode row(byte[] stored, long revision) {
    return TableRows.row(
        type, ObjectBytes.parse(inVersion(stored, revision)), include, format.viewVersion());
  }
}
