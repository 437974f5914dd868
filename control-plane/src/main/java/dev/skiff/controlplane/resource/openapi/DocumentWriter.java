package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Writes a document part by part, so that it is never in memory as a tree. */
final class DocumentWriter implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JsonGenerator out;

  DocumentWriter(OutputStream stream) throws IOException {
    out = MAPPER.createGenerator(stream);
    out.writeStartObject();
  }

  DocumentWriter text(String name, String value) throws IOException {
    out.writeStringField(name, value);
    return this;
  }

  void begin(String name) throws IOException {
    out.writeObjectFieldStart(name);
  }

  void end() throws IOException {
    out.writeEndObject();
  }

  void put(String name, JsonNode value) throws IOException {
    out.writeFieldName(name);
    out.writeTree(value);
  }

  void putAll(String name, Map<String, ? extends JsonNode> values) throws IOException {
    begin(name);
    for (Map.Entry<String, ? extends JsonNode> value : values.entrySet()) {
      put(value.getKey(), value.getValue());
    }
    end();
  }

  void putFields(ObjectNode values) throws IOException {
    for (Map.Entry<String, JsonNode> value : values.properties()) {
      put(value.getKey(), value.getValue());
    }
  }

  @Override
  public void close() throws IOException {
    out.writeEndObject();
    out.close();
  }
}
