package dev.skiff.controlplane.resource.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.WritePath;
import org.junit.jupiter.api.Test;

class UnstructuredConversionTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Schema SERVICE = WritePath.type("v1", "services").schema();

  private static ObjectNode spec(String spec) throws Exception {
    return (ObjectNode)
        JSON.readTree("{'spec':".replace('\'', '"') + spec.replace('\'', '"') + "}");
  }

  private static void refused(String problem, String spec) throws Exception {
    assertEquals(problem, UnstructuredConversion.convert(spec(spec), SERVICE));
  }

  @Test
  void numbersWithoutAFractionAreWhole() throws Exception {
    ObjectNode object = spec("{'ports':[{'port':53.0,'targetPort':5.3e1}]}");
    assertNull(UnstructuredConversion.convert(object, SERVICE));
    assertEquals("[{\"port\":53,\"targetPort\":53}]", object.at("/spec/ports").toString());
  }

  @Test
  void otherTypesAreToldInWordsOfTheirOwn() throws Exception {
    refused("unrecognized type: int32", "{'ports':[{'port':'53'}]}");
    refused("cannot convert float64 to int32", "{'healthCheckNodePort':1.5}");
    refused("unrecognized type: bool", "{'publishNotReadyAddresses':1}");
    refused("cannot convert int64 to string", "{'externalName':1}");
    refused("cannot restore slice from string", "{'ports':'x'}");
    refused("cannot restore struct from: string", "{'sessionAffinityConfig':'x'}");
    refused("cannot restore map from string", "{'selector':'x'}");
    refused(
        "json: cannot unmarshal bool into Go value of type int32",
        "{'ports':[{'targetPort':true}]}");
  }
}
