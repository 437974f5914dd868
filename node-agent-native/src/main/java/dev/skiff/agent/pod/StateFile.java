package dev.skiff.agent.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.skiff.agent.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jboss.logging.Logger;

/**
 * A small JSON file by which the next run of the agent knows what neither the runtime nor the API
 * server can tell it. A disk that fails is no reason to stop: it is told of, and work goes on.
 */
final class StateFile {

  private static final Logger LOG = Logger.getLogger(StateFile.class);

  private final Path file;

  StateFile(Path file) {
    this.file = file;
  }

  /** What was written last, a missing node when there is nothing. */
  JsonNode read() {
    try {
      return Json.mapper().readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return MissingNode.getInstance();
    } catch (IOException e) {
      LOG.warnf("%s cannot be read: %s", file, e.getMessage());
      return MissingNode.getInstance();
    }
  }

  void write(JsonNode state) {
    try {
      Files.createDirectories(file.getParent());
      Path next = file.resolveSibling(file.getFileName() + ".tmp");
      Files.write(next, Json.bytes(state));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warnf("%s cannot be written: %s", file, e.getMessage());
    }
  }

  /** May be repeated. */
  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warnf("%s cannot be deleted: %s", file, e.getMessage());
    }
  }
}
