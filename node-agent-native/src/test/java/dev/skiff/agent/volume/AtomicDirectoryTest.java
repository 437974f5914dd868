package dev.skiff.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicDirectoryTest {

  @TempDir Path directory;

  @Test
  void swapsAllFilesAtOnce() throws IOException {
    AtomicDirectory volume = new AtomicDirectory(directory);
    volume.write(Map.of("a", file("1", 0644), "sub/b", file("2", 0400)), null);
    assertEquals("1", Files.readString(directory.resolve("a")));
    assertEquals("2", Files.readString(directory.resolve("sub/b")));
    assertEquals(
        "r--------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("sub/b"))));
    assertEquals(Path.of("..data/a"), Files.readSymbolicLink(directory.resolve("a")));
    Path first = Files.readSymbolicLink(directory.resolve("..data"));

    volume.write(Map.of("a", file("3", 0644)), null);
    assertEquals("3", Files.readString(directory.resolve("a")));
    assertFalse(Files.isSymbolicLink(directory.resolve("sub")));
    assertFalse(Files.exists(directory.resolve(first)));
    try (Stream<Path> entries = Files.list(directory)) {
      assertEquals(3, entries.count());
    }
  }

  @Test
  void aLinkThatWasTurnedLeadsNowhere() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    AtomicDirectory volume = new AtomicDirectory(directory.resolve("volume"));
    volume.write(Map.of("a", file("1", 0644)), null);
    Path link = directory.resolve("volume/..data");
    Files.delete(link);
    Files.createSymbolicLink(link, elsewhere);
    volume.write(Map.of("a", file("2", 0644)), null);
    assertTrue(Files.exists(elsewhere));
    assertEquals("2", Files.readString(directory.resolve("volume/a")));
  }

  @Test
  void refusesPathsThatLeaveTheVolume() {
    assertThrows(
        IOException.class,
        () -> new AtomicDirectory(directory).write(Map.of("../x", file("1", 0644)), null));
    assertTrue(Files.notExists(directory.resolveSibling("x")));
  }

  private static FileContent file(String text, int mode) {
    return new FileContent(text.getBytes(), mode);
  }
}
