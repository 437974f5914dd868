package dev.skiff.controlplane.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.resource.decode.Decoded;
import dev.skiff.controlplane.resource.decode.Encoding;
import dev.skiff.controlplane.resource.decode.FieldValidation;
import dev.skiff.controlplane.resource.decode.ObjectDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages are those of kube-apiserver v1.35.4 for the same bodies. */
class DecodeTest {
  private static final ResourceType PODS = WritePath.type("v1", "pods");

  private static Decoded decode(String json, FieldValidation validation) {
    return ObjectDecoder.decode(
        json.getBytes(StandardCharsets.UTF_8), Encoding.JSON, PODS, validation);
  }

  private static String refusal(String json) {
    return WritePath.refusal(() -> decode(json, FieldValidation.STRICT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"spec":{"terminationGracePeriodSeconds":"x"}} | json: cannot unmarshal string into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64
          {"metadata":{"name":5}} | json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string
          {"metadata":{"labels":{"a":5}}} | json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string
          {"spec":{"containers":{"a":1}}} | json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container
          {"spec":{"containers":["x"]}} | json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type v1.Container
          {"spec":{"hostNetwork":"true"}} | json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool
          {"spec":[]} | json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec
          {"spec":{"priority":1.5}} | json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.priority of type int32
          {"spec":{"priority":99999999999}} | json: cannot unmarshal number 99999999999 into Go struct field PodSpec.spec.priority of type int32
          {"spec":{"containers":[{"resources":{"limits":{"cpu":"abc"}}}]}} | quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
          {"metadata":{"creationTimestamp":"xx"}} | parsing time "xx" as "2006-01-02T15:04:05Z07:00": cannot parse "xx" as "2006"
          {"spec":{"foo":1,"containers":[{"name":"a","bar":2,"name":"b"}]},"spec":{}} | strict decoding error: unknown field "spec.foo", unknown field "spec.containers[0].bar", duplicate field "spec.containers[0].name", duplicate field "spec"
          {"spec":{"Containers":[]}} | strict decoding error: unknown field "spec.Containers"
          """)
  void refusesWhatIsNoPod(String json, String why) {
    assertEquals("400 Pod in version \"v1\" cannot be handled as a Pod: " + why, refusal(json));
  }

  @Test
  void leavesOutZerosThatGoDoesNotWrite() {
    String sent =
        "{'metadata':{'labels':{},'generateName':''},'spec':{'hostNetwork':false,"
            + "'hostNetwork':true,'nodeName':'n','nodeName':'','tolerations':[],"
            + "'nodeSelector':{'a':''},'priority':0,'runtimeClassName':'',"
            + "'shareProcessNamespace':false,'containers':[]}}";
    Decoded read = decode(sent.replace('\'', '"'), FieldValidation.IGNORE);
    assertEquals(
        "{'metadata':{},'spec':{'hostNetwork':true,'nodeSelector':{'a':''},'priority':0,"
            + "'runtimeClassName':'','shareProcessNamespace':false,'containers':[]},"
            + "'apiVersion':'v1','kind':'Pod'}",
        read.object().toString().replace('"', '\''));
  }

  @Test
  void refusesWhatIsNoJson() {
    assertEquals(
        "400 the object provided is unrecognized (must be of type Pod): couldn't get version/kind;"
            + " json parse error: unexpected end of JSON input ({\"kind\":\"Pod\",\"apiVersion\":\"v1"
            + " ...)",
        refusal("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}"));
    assertEquals(
        "400 the object provided is unrecognized (must be of type Pod): couldn't get version/kind;"
            + " json parse error: unexpected end of JSON input (<empty>)",
        refusal(""));
    assertTrue(refusal("{\"a\":}").startsWith("400 the object provided is unrecognized"));
    assertTrue(refusal("[]").startsWith("400 the object provided is unrecognized"));
    assertTrue(refusal("{} x").startsWith("400 the object provided is unrecognized"));
    assertTrue(refusal("[".repeat(100_000)).startsWith("400 "));
    assertTrue(refusal("{\"metadata\":".repeat(10_000)).startsWith("400 "));
  }

  @Test
  void warnsAndPrunes() {
    Decoded decoded =
        decode("{\"metadata\":{\"name\":\"a\",\"foo\":1},\"x\":{}}", FieldValidation.WARN);
    assertEquals(
        List.of("unknown field \"metadata.foo\"", "unknown field \"x\""), decoded.problems());
    assertEquals(
        "{\"metadata\":{\"name\":\"a\"},\"apiVersion\":\"v1\",\"kind\":\"Pod\"}",
        decoded.object().toString());
  }

  @Test
  void yamlDuplicates() {
    String yaml =
        "kind: Pod\napiVersion: v1\nmetadata: {name: a}\nspec: {foo: 1, restartPolicy: A, restartPolicy: B}\n";
    assertTrue(
        WritePath.refusal(() -> WritePath.decode(PODS, yaml))
            .contains("key \"restartPolicy\" already set in map, unknown field \"spec.foo\""));
  }

  @Test
  void quantitiesAreCanonical() {
    assertEquals("1", Quantity.parse("1000m").toString());
    assertEquals("512Mi", Quantity.parse("0.5Gi").toString());
    assertEquals("1500m", Quantity.parse("1.5").toString());
    assertEquals("2560Mi", Quantity.parse("2.5Gi").toString());
    assertEquals("1k", Quantity.parse("1000").toString());
    assertEquals("100Mi", Quantity.parse("102400Ki").toString());
    assertEquals("0", Quantity.parse("0Gi").toString());
    assertEquals("100m", Quantity.parse(".1").toString());
    assertEquals("1e3", Quantity.parse("1e3").toString());
    assertEquals("-1", Quantity.parse("-1").toString());
    assertEquals("12n", Quantity.parse("11.5n").toString().replace("11500p", "12n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"spec":{"hostNetwrok":true}} | spec.hostNetwrok: did you mean spec.hostNetwork?
          {"spec":{"hostnetwork":true}} | spec.hostnetwork: did you mean spec.hostNetwork?
          {"spec":{"containers":[{"comand":["a"]}]}} | spec.containers[0].comand: did you mean spec.containers[0].command?
          {"nodeName":"n"} | nodeName: did you mean spec.nodeName?
          {"spec":{"containers":[{"hostPID":true}]}} | spec.containers[0].hostPID: did you mean spec.hostPID?
          """)
  void whatMayHaveBeenMeantIsAHint(String json, String hint) {
    List<String> problems = decode(json, FieldValidation.WARN).problems();
    assertEquals(hint, problems.getLast());
    List<String> hints = new ArrayList<>();
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String refused =
        WritePath.refusal(
            () ->
                ObjectDecoder.decode(
                    body, Encoding.JSON, PODS, FieldValidation.STRICT, hints::add));
    assertEquals(List.of(hint), hints);
    assertFalse(refused.contains("did you mean"));
  }

  @Test
  void whatNobodyCanGuessHasNoHint() {
    assertEquals(1, decode("{\"spec\":{\"zzz\":1}}", FieldValidation.WARN).problems().size());
  }
}
