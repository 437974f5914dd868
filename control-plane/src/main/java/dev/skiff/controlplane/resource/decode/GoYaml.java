package dev.skiff.controlplane.resource.decode;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.reader.UnicodeReader;

/**
 * YAML as Go's reader takes it: the first document as JSON, with the words and numbers of YAML 1.1,
 * aliases and merge keys in place of what they stand for, and keys that are texts. Of a field the
 * parser knows the line of its value.
 */
public final class GoYaml {
  private static final LoaderOptions OPTIONS = options();

  private GoYaml() {}

  private static LoaderOptions options() {
    LoaderOptions options = new LoaderOptions();
    // Requests are limited before they are read, and aliases where they are followed.
    options.setCodePointLimit(Integer.MAX_VALUE);
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    options.setNestingDepthLimit(UntrustedJson.MAXIMUM_DEPTH);
    return options;
  }

  /**
   * Reads a text.
   *
   * @throws JsonProcessingException if it is malformed
   */
  public static JsonParser parse(byte[] text) throws JsonProcessingException {
    try {
      StreamReader reader = new StreamReader(new UnicodeReader(new ByteArrayInputStream(text)));
      Composer composer =
          new Composer(new ParserImpl(reader, OPTIONS), new PlainScalars(), OPTIONS);
      YamlTokens tokens = new YamlTokens();
      if (composer.checkNode()) {
        Node document = composer.getNode();
        tokens.write(document);
      }
      return new Reader(tokens);
    } catch (MarkedYAMLException malformed) {
      int line = malformed.getProblemMark() == null ? 0 : malformed.getProblemMark().getLine() + 1;
      throw new JsonParseException(null, malformed.getMessage(), line(line));
    } catch (YAMLException refused) {
      throw new JsonParseException(null, refused.getMessage());
    } catch (JsonProcessingException refused) {
      throw refused;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static JsonLocation line(int line) {
    return new JsonLocation(null, -1, line, -1);
  }

  /** Counts tokens, to know which line they come from. */
  private static final class Reader extends JsonParserDelegate {
    private final YamlTokens tokens;
    private int index = -1;

    Reader(YamlTokens tokens) {
      super(tokens.parser());
      this.tokens = tokens;
    }

    @Override
    public JsonToken nextToken() throws IOException {
      index++;
      return delegate.nextToken();
    }

    @Override
    public String nextFieldName() throws IOException {
      return nextToken() == JsonToken.FIELD_NAME ? currentName() : null;
    }

    @Override
    public JsonParser skipChildren() throws IOException {
      JsonToken token = currentToken();
      if (token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY) return this;
      for (int depth = 1; depth > 0; ) {
        token = nextToken();
        if (token.isStructStart()) depth++;
        if (token.isStructEnd()) depth--;
      }
      return this;
    }

    @Override
    public JsonLocation currentLocation() {
      return line(tokens.line(index));
    }
  }
}
