package dev.skiff.agent.housekeeping;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jboss.logging.Logger;

/**
 * Keeps the log of a program small that appends to it and never opens it anew: when it has grown
 * too large it is copied aside, in the place of the copy before, and emptied. Lines that are
 * written meanwhile are lost.
 */
public final class OpenLog {
  private static final Logger LOG = Logger.getLogger(OpenLog.class);
  private static final long MAX_BYTES = 10 << 20;

  private final Path log;

  public OpenLog(Path log) {
    this.log = log;
  }

  /** Looks, and does it if need be. */
  public void run() {
    try {
      if (Files.exists(log) && Files.size(log) > MAX_BYTES) {
        Files.copy(
            log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        FileChannel.open(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
            .close();
      }
    } catch (IOException e) {
      LOG.warnf("%s is not made smaller: %s", log, e.getMessage());
    }
  }
}
