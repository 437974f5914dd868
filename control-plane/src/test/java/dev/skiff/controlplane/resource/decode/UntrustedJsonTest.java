package dev.skiff.controlplane.resource.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skiff.controlplane.resource.WritePath;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UntrustedJsonTest {
  /** A way to learn the name of an object's only field. */
  @FunctionalInterface
  private interface Way {
    String nameIn(byte[] json) throws IOException;
  }

  private static final ObjectMapper FORGETTING = UntrustedJson.forgettingMapper();

  static Stream<Named<Way>> ways() {
    return Stream.of(
        Named.of("tokens", json -> UntrustedJson.read(json, UntrustedJsonTest::name)),
        Named.of("tree of bytes", json -> name(UntrustedJson.tree(json))),
        Named.of("tree of characters", json -> name(UntrustedJson.tree(text(json)))),
        Named.of("mapper", json -> name(FORGETTING.readTree(json))));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void longNamesAreForgotten(Way way) throws IOException {
    List<WeakReference<String>> names = new ArrayList<>();
    for (int length : List.of(2_000, 40_000, 60_000)) {
      for (int i = 0; i < 20; i++) {
        String name = way.nameIn(object("\u00e9" + i + "x".repeat(length)));
        assertTrue(name.length() > length);
        names.add(new WeakReference<>(name));
      }
    }
    System.gc();
    assertEquals(0, names.stream().filter(name -> name.get() != null).count());
  }

  @Test
  void shortNamesAreKnownAgain() throws IOException {
    byte[] json = object("x".repeat(300));
    assertSame(name(UntrustedJson.tree(json)), name(UntrustedJson.tree(json)));
    assertSame(
        UntrustedJson.read(json, UntrustedJsonTest::name),
        UntrustedJson.read(json, UntrustedJsonTest::name));
  }

  @Test
  void bodiesMayHaveLongNames() {
    String name = "x".repeat(60_000);
    String map = "{\"metadata\":{\"name\":\"a\",\"labels\":{\"%s\":\"\"}}}".formatted(name);
    Decoded decoded =
        ObjectDecoder.decode(
            map.getBytes(StandardCharsets.UTF_8),
            Encoding.JSON,
            WritePath.type("v1", "configmaps"),
            FieldValidation.STRICT);
    assertTrue(decoded.object().at("/metadata/labels").has(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1} 2", "{\"a\":1", "{\"a\":1,}"})
  void malformed(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    assertThrows(JsonProcessingException.class, () -> UntrustedJson.tree(bytes));
    assertThrows(JsonProcessingException.class, () -> UntrustedJson.tree(json));
  }

  @Test
  void nothing() throws IOException {
    assertTrue(UntrustedJson.tree(new byte[0]).isMissingNode());
    assertTrue(UntrustedJson.tree("").isMissingNode());
  }

  private static byte[] object(String name) {
    return ("{\"" + name + "\":null}").getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  private static String name(JsonNode tree) {
    return tree.fieldNames().next();
  }

  private static String name(JsonParser parser) throws IOException {
    parser.nextToken();
    return parser.nextFieldName();
  }
}
