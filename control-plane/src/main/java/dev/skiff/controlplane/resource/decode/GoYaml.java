package dev.skiff.controlplane.resource.decode;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.Reader;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.events.ScalarEvent;

/** YAML as Go's reader takes it: in the words of YAML 1.1, of which {@code y} and {@code off}. */
public final class GoYaml extends YAMLFactory {
  private static final long serialVersionUID = 1L;
  private static final Set<String> YES = Set.of("y", "Y", "yes", "Yes", "YES", "on", "On", "ON");
  private static final Set<String> NO = Set.of("n", "N", "no", "No", "NO", "off", "Off", "OFF");

  /**
   * @param limits on what is read, such as the depth of nesting
   */
  public GoYaml(StreamReadConstraints limits) {
    super(YAMLFactory.builder().streamReadConstraints(limits));
  }

  @Override
  protected YAMLParser _createParser(Reader reader, IOContext context) {
    return new Words(
        context, _parserFeatures, _yamlParserFeatures, _loaderOptions, _objectCodec, reader);
  }

  @Override
  protected YAMLParser _createParser(byte[] data, int offset, int length, IOContext context)
      throws IOException {
    return _createParser(_createReader(data, offset, length, null, context), context);
  }

  private static final class Words extends YAMLParser {
    Words(
        IOContext context,
        int features,
        int yamlFeatures,
        LoaderOptions options,
        ObjectCodec codec,
        Reader reader) {
      super(context, features, yamlFeatures, options, codec, reader);
    }

    @Override
    protected JsonToken _decodeScalar(ScalarEvent scalar) throws IOException {
      JsonToken token = super._decodeScalar(scalar);
      boolean plain = scalar.isPlain() && scalar.getTag() == null;
      if (token != JsonToken.VALUE_STRING || !plain) return token;
      if (YES.contains(scalar.getValue())) return JsonToken.VALUE_TRUE;
      return NO.contains(scalar.getValue()) ? JsonToken.VALUE_FALSE : token;
    }
  }
}
