package dev.skiff.controlplane.api.output;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.output.OutputFormat.Encoding;
import dev.skiff.controlplane.api.protobuf.ProtobufWriter;
import dev.skiff.controlplane.resource.decode.GoFloats;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds answers. */
public final class Answers {
  private static final ObjectMapper JSON = new ObjectMapper(new GoJsonFactory());
  private static final YAMLMapper YAML =
      YAMLMapper.builder(YAMLFactory.builder().stringQuotingChecker(new YamlQuoting()).build())
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .addModule(new SimpleModule().addSerializer(Double.class, new Fractions()))
          .build();
  private static final byte[] NEWLINE = {'\n'};

  private static final class Fractions extends JsonSerializer<Double> {
    @Override
    public void serialize(Double number, JsonGenerator yaml, SerializerProvider provider)
        throws IOException {
      yaml.writeNumber(GoFloats.text(number));
    }
  }

  private Answers() {}

  /** JSON bytes in the encoding that the client wants. */
  public static ApiResponse of(int status, Encoding encoding, byte[] json, List<String> warnings) {
    byte[] body = encoded(encoding, json);
    List<byte[]> parts = encoding == Encoding.JSON ? List.of(body, NEWLINE) : List.of(body);
    return new ApiResponse(
        status, headers(encoding.mediaType(), warnings), new ApiResponse.Bytes(parts));
  }

  /** JSON bytes of an object with a kind in another encoding. */
  public static byte[] encoded(Encoding encoding, byte[] json) {
    return switch (encoding) {
      case JSON -> json;
      case YAML -> yaml(json);
      case PROTOBUF -> new ProtobufWriter().object(json);
    };
  }

  /** A tree as JSON. */
  public static ApiResponse json(int status, JsonNode tree) {
    return of(status, Encoding.JSON, bytes(tree), List.of());
  }

  /** Plain text. */
  public static ApiResponse text(int status, String text) {
    return new ApiResponse(
        status,
        headers("text/plain; charset=utf-8", List.of()),
        new ApiResponse.Bytes(List.of(text.getBytes(StandardCharsets.UTF_8))));
  }

  /**
   * A refusal.
   *
   * @param accept the request's header; null if it has none
   */
  public static ApiResponse refusal(StatusException refusal, String accept) {
    return refusal(refusal, accept, List.of());
  }

  /** A refusal with warnings. */
  public static ApiResponse refusal(StatusException refusal, String accept, List<String> warnings) {
    JsonNode status = refusal.status();
    Optional<Encoding> encoding = OutputFormat.acceptable(accept);
    ApiResponse answer =
        of(refusal.code(), encoding.orElse(Encoding.JSON), bytes(status), warnings);
    // Upstream writes what it has no encoding for as it would for people.
    if (encoding.isEmpty()) answer = Indentation.apply(answer);
    JsonNode retryAfter = status.at("/details/retryAfterSeconds");
    if (retryAfter.isInt()) {
      answer.headers().put("Retry-After", List.of(retryAfter.asText()));
    }
    return answer;
  }

  /** Whether anything that a client accepts can be served, whatever its form. */
  public static boolean acceptable(String accept) {
    return accept == null
        || accept.isBlank()
        || MediaRange.parse(accept).stream().anyMatch(range -> Encoding.of(range) != null);
  }

  /** Headers of an answer; the caller may add to them. */
  public static Map<String, List<String>> headers(String contentType, List<String> warnings) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    headers.put("Content-Type", List.of(contentType));
    headers.put("Cache-Control", List.of("no-cache, private"));
    if (!warnings.isEmpty()) headers.put("Warning", WarningHeaders.of(warnings));
    return headers;
  }

  /** A tree's bytes. */
  public static byte[] bytes(JsonNode tree) {
    try {
      return JSON.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("A tree cannot be serialised", e);
    }
  }

  /** JSON bytes as YAML. */
  public static byte[] yaml(byte[] json) {
    try {
      return YAML.writeValueAsBytes(
          UntrustedJson.read(json, parser -> parser.readValueAs(Object.class)));
    } catch (IOException e) {
      throw new UncheckedIOException("JSON cannot be written as YAML", e);
    }
  }
}
