package dev.skiff.agent.volume;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {

  @TempDir Path directory;

  @Test
  void whatLinksLeadToStays() throws IOException {
    Path kept = Files.writeString(directory.resolve("kept"), "x");
    Path tree = Files.createDirectories(directory.resolve("tree/a"));
    Files.createSymbolicLink(tree.resolve("link"), directory);
    Trees.delete(directory.resolve("tree"));
    assertFalse(Files.exists(directory.resolve("tree")));
    assertTrue(Files.exists(kept));
  }

  @Test
  void deeperThanAnyPath() throws IOException {
    // As a program makes it that goes from directory to directory: each is put around the last.
    String name = "n".repeat(200);
    Path inner = Files.createDirectory(directory.resolve("0"));
    for (int depth = 1; depth < 60; depth++) {
      Path outer = Files.createDirectory(directory.resolve(String.valueOf(depth)));
      Files.writeString(outer.resolve("file"), "x");
      Files.move(inner, outer.resolve(name));
      inner = outer;
    }
    Trees.delete(inner);
    assertFalse(Files.exists(inner));
  }
}
