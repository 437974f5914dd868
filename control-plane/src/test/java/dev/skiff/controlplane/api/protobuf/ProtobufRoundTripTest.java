package dev.skiff.controlplane.api.protobuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every kind with every field set, there and back; and bytes that are not what they should be. */
class ProtobufRoundTripTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All messages that a kind may be: those with metadata. */
  private static List<ObjectNode> objects() {
    List<ObjectNode> objects = new ArrayList<>();
    for (String name : MessageTypes.names()) {
      int dot = name.lastIndexOf('.');
      MessageType type = MessageTypes.named(name);
      if (type.shape() != MessageType.Shape.OBJECT || name.endsWith(".WatchEvent")) continue;
      ObjectNode object = JSON.createObjectNode();
      object.put("kind", name.substring(dot + 1)).put("apiVersion", name.substring(0, dot));
      new FilledMessage().fill(type, object);
      objects.add(object);
    }
    assertTrue(objects.size() > 900);
    return objects;
  }

  @Test
  void everyFieldOfEveryMessage() throws IOException {
    ProtobufWriter writer = new ProtobufWriter();
    for (ObjectNode object : objects()) {
      // Fields named kind and apiVersion in the message itself stand for the object's own.
      byte[] bytes = writer.object(JSON.writeValueAsBytes(object));
      JsonNode back = ProtobufDecoder.decode(bytes, "", "");
      assertEquals(object.toString(), sameOrder(back, object).toString());
    }
  }

  @Test
  void whatIsDamagedIsRefusedOrRead() throws IOException {
    Random random = new Random(35);
    ProtobufWriter writer = new ProtobufWriter();
    int refused = 0;
    for (ObjectNode object : objects()) {
      byte[] good = writer.object(JSON.writeValueAsBytes(object));
      for (int i = 0; i < 20; i++) {
        byte[] bad = Arrays.copyOf(good, good.length - random.nextInt(good.length / 2));
        for (int flips = random.nextInt(8); flips > 0; flips--) {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt();
        }
        try {
          ProtobufDecoder.decode(bad, "v1", "Pod");
        } catch (StatusException refusal) {
          assertEquals(400, refusal.code());
          refused++;
        }
      }
    }
    assertTrue(refused > 1000);
  }

  @Test
  void depthIsBounded() {
    BackwardBuffer schema = new BackwardBuffer(16);
    for (int i = 0; i < 100_000; i++) schema.header(39, 0);
    schema.header(1, 0);
    schema.header(2, 0);
    schema.octets(ProtobufWriter.MAGIC, 0, 4);
    StatusException refusal =
        assertThrows(
            StatusException.class,
            () ->
                ProtobufDecoder.decode(
                    schema.toByteArray(), "apiextensions.k8s.io/v1", "CustomResourceValidation"));
    assertEquals(400, refusal.code());
  }

  @Test
  void fieldsThatNobodyKnowsAreSkipped() {
    BackwardBuffer out = new BackwardBuffer(64);
    out.tag(999, WireReader.END_GROUP);
    out.field(7, new byte[] {1, 2});
    out.tag(999, WireReader.START_GROUP);
    out.fixed64(1);
    out.tag(998, WireReader.FIXED64);
    out.varint(-1);
    out.tag(997, WireReader.VARINT);
    out.header(2, 0);
    out.octets(ProtobufWriter.MAGIC, 0, 4);
    ObjectNode object = ProtobufDecoder.decode(out.toByteArray(), "v1", "ConfigMap");
    assertFalse(object.has("data"));
    assertEquals(2, object.size());
  }

  /** The same tree with fields in the order of another. */
  private static JsonNode sameOrder(JsonNode node, JsonNode like) {
    if (node instanceof ObjectNode object) {
      ObjectNode ordered = JSON.createObjectNode();
      like.fieldNames()
          .forEachRemaining(
              name -> {
                JsonNode value = object.remove(name);
                if (value != null) ordered.set(name, sameOrder(value, like.get(name)));
              });
      return ordered.setAll(object);
    }
    if (!node.isArray()) return node;
    var list = JSON.createArrayNode();
    for (int i = 0; i < node.size(); i++) list.add(sameOrder(node.get(i), like.path(i)));
    return list;
  }
}
