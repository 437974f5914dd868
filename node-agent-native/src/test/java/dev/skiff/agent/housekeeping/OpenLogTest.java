package dev.skiff.agent.housekeeping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenLogTest {
  private static final int LARGE = (10 << 20) + 1;

  @TempDir Path directory;

  @Test
  void whoWritesOnWritesToTheSameFile() throws Exception {
    Path log = directory.resolve("containerd.log");
    Path old = directory.resolve("containerd.log.1");
    OpenLog openLog = new OpenLog(log);
    openLog.run();
    try (OutputStream out =
        Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write(new byte[100]);
      openLog.run();
      assertFalse(Files.exists(old));
      out.write(new byte[LARGE]);
      openLog.run();
      assertEquals(LARGE + 100, Files.size(old));
      out.write(new byte[7]);
      assertEquals(7, Files.size(log));
      out.write(new byte[LARGE]);
      openLog.run();
      assertEquals(LARGE + 7, Files.size(old));
    }
  }
}
