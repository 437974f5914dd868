package dev.skiff.controlplane.api.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DuplicateFieldsTest {
  @Test
  void byTheirPaths() throws IOException {
    String patch =
        "{\"a\":{\"b\":1,\"b\":2},\"c\":[{\"d\":1},{\"d\":1,\"d\":2}],\"a\":null,\"b\":{\"a\":1}}";
    assertEquals(
        List.of("duplicate field \"a.b\"", "duplicate field \"c[1].d\"", "duplicate field \"a\""),
        DuplicateFields.of(patch.getBytes(StandardCharsets.UTF_8)));
  }
}
