package dev.skiff.controlplane.resource.custom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.WritePath;
import dev.skiff.controlplane.resource.decode.Encoding;
import dev.skiff.controlplane.resource.decode.FieldValidation;
import dev.skiff.controlplane.resource.decode.ObjectDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results are those of kube-apiserver v1.35.4 for the same numbers. */
class LargeNumbersTest {
  private static final String FREE =
      "{\"type\": \"object\", \"x-kubernetes-preserve-unknown-fields\": true}";

  private static String written(JsonNode number) {
    return new String(Answers.bytes(number), StandardCharsets.UTF_8);
  }

  private static String ofCustomResource(String number) throws Exception {
    Schema schema = DefinitionRules.READER.read(new ObjectMapper().readTree(FREE));
    byte[] body = ("{\"a\": " + number + "}").getBytes(StandardCharsets.UTF_8);
    return written(
        ObjectDecoder.decode(
                body, Encoding.JSON, "v1", "Number", schema, FieldValidation.STRICT, hint -> {})
            .object()
            .get("a"));
  }

  private static String ofRawData(String number) {
    ResourceType revisions = WritePath.type("apps/v1", "controllerrevisions");
    String body = "{\"revision\": 1, \"data\": {\"a\": " + number + "}}";
    return written(
        ObjectDecoder.decode(
                body.getBytes(StandardCharsets.UTF_8),
                Encoding.JSON,
                revisions,
                FieldValidation.STRICT)
            .object()
            .at("/data/a"));
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 9223372036854775807",
    "9223372036854775808, 9223372036854776000",
    "-9223372036854775809, -9223372036854776000",
    "123456789012345678901234567890, 1.2345678901234568e+29",
    "1.0, 1",
    "1e20, 100000000000000000000",
    "0.0000001, 1e-7"
  })
  void customResourcesHaveNumbersOfGo(String number, String kept) throws Exception {
    assertEquals(kept, ofCustomResource(number));
  }

  @Test
  void rawDataKeepsItsDigits() {
    assertEquals("9223372036854775808", ofRawData("9223372036854775808"));
  }

  @Test
  void whatIsBeyondAllNumbersIsRefused() {
    for (String number : new String[] {"1e400", "9".repeat(400)}) {
      StatusException refusal = assertThrows(StatusException.class, () -> ofCustomResource(number));
      assertEquals(
          "Number in version \"v1\" cannot be handled as a Number: json: cannot unmarshal number "
              + number
              + " into Go value of type float64",
          refusal.getMessage());
      assertTrue(
          assertThrows(StatusException.class, () -> ofRawData("1e400"))
              .getMessage()
              .contains("cannot unmarshal number 1e400"));
    }
  }
}
