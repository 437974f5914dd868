package dev.skiff.controlplane.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.store.sqlite.SqliteStores;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process under writers, as kill -9 does, and looks for every write it acknowledged. */
@Timeout(180)
class SqliteCrashTest {
  private static final int WRITERS = 8;
  private static final int ACKNOWLEDGED = 300;

  @TempDir Path directory;

  @Test
  void everyAcknowledgedWriteSurvivesAKill() throws Exception {
    Path path = directory.resolve("skiff.db");
    Map<String, Long> acknowledged = new HashMap<>();
    Process writer =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                SqliteCrashTest.class.getName(),
                path.toString())
            .redirectError(directory.resolve("errors").toFile())
            .start();
    try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("ack ")) continue;
        String[] words = line.split(" ");
        acknowledged.put(words[1], Long.parseLong(words[2]));
        if (acknowledged.size() == ACKNOWLEDGED) writer.toHandle().destroyForcibly();
      }
    }
    assertEquals(128 + 9, writer.waitFor());
    assertTrue(acknowledged.size() >= ACKNOWLEDGED, "writers died early: " + acknowledged.size());
    try (Store store = SqliteStores.open(path, 100_000)) {
      acknowledged.forEach(
          (name, revision) -> {
            StoredObject found = store.get(new Key("configmaps", "crash", name)).orElseThrow();
            assertEquals(revision, found.revision());
            assertEquals(name + "@" + revision, new String(found.json(), StandardCharsets.UTF_8));
          });
      long highest = acknowledged.values().stream().mapToLong(Long::longValue).max().orElseThrow();
      assertTrue(store.revision() >= highest);
      StoredObject next = store.create(new Key("configmaps", "crash", "after"), r -> new byte[1]);
      assertEquals(store.revision(), next.revision());
    }
  }

  /** The process that is killed: writers that say what was acknowledged, without an end. */
  public static void main(String[] arguments) {
    Store store = SqliteStores.open(Path.of(arguments[0]), 100_000);
    for (int w = 0; w < WRITERS; w++) {
      String prefix = "w" + w + "-";
      Thread.ofPlatform()
          .start(
              () -> {
                for (int i = 0; ; i++) {
                  String name = prefix + i;
                  StoredObject object =
                      store.create(
                          new Key("configmaps", "crash", name),
                          revision -> (name + "@" + revision).getBytes(StandardCharsets.UTF_8));
                  System.out.println("ack " + name + " " + object.revision());
                }
              });
    }
  }
}
