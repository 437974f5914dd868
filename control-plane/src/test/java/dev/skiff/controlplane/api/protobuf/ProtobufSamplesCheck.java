package dev.skiff.controlplane.api.protobuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Objects of all kinds, with every field set and with none, as Go writes them. Needs Go, so {@code
 * conformance/protobuf-samples.sh} runs it, and nothing else does.
 */
class ProtobufSamplesCheck {
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Sample(String how, String apiVersion, String kind, byte[] json, byte[] protobuf) {
    static Sample parse(String line) {
      String[] parts = line.split(" ");
      Base64.Decoder base64 = Base64.getDecoder();
      return new Sample(
          parts[0], parts[1], parts[2], base64.decode(parts[3]), base64.decode(parts[4]));
    }

    String name() {
      return how + " " + apiVersion + " " + kind;
    }
  }

  private static List<Sample> samples() throws IOException {
    List<Sample> samples =
        Files.readAllLines(Path.of(System.getProperty("skiff.protobuf.samples"))).stream()
            .map(Sample::parse)
            .toList();
    assertTrue(samples.size() > 1000, "samples of all kinds");
    return samples;
  }

  @Test
  void bytesAreThoseOfGo() throws IOException {
    List<String> differences = new ArrayList<>();
    ProtobufWriter writer = new ProtobufWriter();
    for (Sample sample : samples()) {
      byte[] written = writer.object(sample.json());
      int at = Arrays.mismatch(written, sample.protobuf());
      if (at < 0) continue;
      HexFormat hex = HexFormat.of();
      int from = Math.max(0, at - 30);
      differences.add(
          "%s at %d:%n  is     %s%n  wanted %s"
              .formatted(
                  sample.name(),
                  at,
                  hex.formatHex(written, from, Math.min(written.length, at + 30)),
                  hex.formatHex(
                      sample.protobuf(), from, Math.min(sample.protobuf().length, at + 30))));
    }
    assertEquals(List.of(), differences);
  }

  @Test
  void treesAreThoseOfJson() throws IOException {
    List<String> differences = new ArrayList<>();
    for (Sample sample : samples()) {
      JsonNode wanted = withoutNulls(JSON.readTree(sample.json()));
      JsonNode read;
      try {
        read = JSON.readTree(ProtobufDecoder.decode(sample.protobuf(), "", "").toString());
      } catch (StatusException e) {
        differences.add(sample.name() + ": " + e.getMessage());
        continue;
      }
      if (!read.equals(wanted)) {
        differences.add(sample.name() + "\n  is     " + read + "\n  wanted " + wanted);
      }
    }
    assertEquals(List.of(), differences.subList(0, Math.min(10, differences.size())));
  }

  private static JsonNode withoutNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (Iterator<JsonNode> values = object.elements(); values.hasNext(); ) {
        if (withoutNulls(values.next()).isNull()) values.remove();
      }
    } else {
      node.forEach(ProtobufSamplesCheck::withoutNulls);
    }
    return node;
  }
}
