package dev.skiff.controlplane.api.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import dev.skiff.controlplane.resource.decode.GoFloats;
import java.io.IOException;
import java.io.OutputStream;

/** Writes numbers with a fraction as Go does, which leaves it out where there is none. */
final class GoJsonFactory extends JsonFactory {
  @Override
  protected JsonGenerator _createUTF8Generator(OutputStream out, IOContext context) {
    return new UTF8JsonGenerator(context, _generatorFeatures, _objectCodec, out, _quoteChar) {
      @Override
      public void writeNumber(double number) throws IOException {
        writeNumber(GoFloats.json(number));
      }
    };
  }
}
