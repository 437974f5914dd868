package dev.skiff.agent.container;

import dev.skiff.agent.cri.CriLabels;
import dev.skiff.agent.cri.v1.ContainerStatus;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads what a container that ended said last. */
public final class TerminationMessages {

  private static final int MAX_BYTES = 4096;
  private static final int MAX_LOG_BYTES = 2048;
  private static final int MAX_LOG_LINES = 80;

  /** How far back in a log file its last lines are looked for. */
  private static final int LOG_TAIL_BYTES = 16 * 1024;

  private TerminationMessages() {}

  /** The message, from its file, or from the log where the policy asks so; empty for none. */
  public static String read(ContainerStatus status) {
    String message = file(status).map(file -> tail(file, MAX_BYTES)).orElse("");
    String policy = status.getAnnotationsMap().get(CriLabels.TERMINATION_MESSAGE_POLICY);
    if (message.isEmpty() && "FallbackToLogsOnError".equals(policy) && status.getExitCode() != 0) {
      message = logTail(Path.of(status.getLogPath()));
    }
    return message.isEmpty() ? status.getMessage() : message;
  }

  /** Where on the host the container's last words are. */
  public static Optional<Path> file(ContainerStatus status) {
    String path = status.getAnnotationsMap().get(CriLabels.TERMINATION_MESSAGE_PATH);
    return status.getMountsList().stream()
        .filter(mount -> mount.getContainerPath().equals(path))
        .map(mount -> Path.of(mount.getHostPath()))
        .findFirst();
  }

  private static String tail(Path file, int max) {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long length = in.length();
      byte[] bytes = new byte[(int) Math.min(length, max)];
      in.seek(length - bytes.length);
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "Error on reading termination log " + file + ": " + e.getMessage();
    }
  }

  /** The last lines of a log in CRI's format: time, stream, P or F, text. */
  private static String logTail(Path log) {
    List<String> lines = tail(log, LOG_TAIL_BYTES).lines().toList();
    StringBuilder text = new StringBuilder();
    for (String line : lines.subList(Math.max(0, lines.size() - MAX_LOG_LINES), lines.size())) {
      String[] parts = line.split(" ", 4);
      if (parts.length == 4) {
        text.append(parts[3]).append(parts[2].equals("P") ? "" : "\n");
      }
    }
    return text.length() > MAX_LOG_BYTES
        ? text.substring(text.length() - MAX_LOG_BYTES)
        : text.toString();
  }
}
