package dev.skiff.agent.volume;

import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks, and where asked makes, what a hostPath volume names. */
final class HostPaths {

  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;
  private static final int BLOCK_DEVICE = 0060000;
  private static final int CHARACTER_DEVICE = 0020000;

  private HostPaths() {}

  static Path resolve(HostPathVolumeSource source) throws VolumeException {
    Path path = Path.of(source.getPath());
    String type = source.getType() == null ? "" : source.getType();
    try {
      switch (type) {
        case "DirectoryOrCreate" -> {
          if (!Files.exists(path)) {
            Files.createDirectories(path);
            Ownership.setMode(path, 0755);
          }
          check(Files.isDirectory(path), path, "a directory");
        }
        case "FileOrCreate" -> {
          if (!Files.exists(path)) {
            Files.createFile(path);
            Ownership.setMode(path, 0644);
          }
          check(Files.isRegularFile(path), path, "a file");
        }
        case "Directory" -> check(Files.isDirectory(path), path, "a directory");
        case "File" -> check(Files.isRegularFile(path), path, "a file");
        case "Socket" -> check(isType(path, SOCKET), path, "a socket file");
        case "CharDevice" -> check(isType(path, CHARACTER_DEVICE), path, "a character device");
        case "BlockDevice" -> check(isType(path, BLOCK_DEVICE), path, "a block device");
        default -> {
          // Unchecked; the runtime makes a directory of what does not exist.
        }
      }
    } catch (IOException e) {
      throw new VolumeException("hostPath type check failed: " + path + ": " + e.getMessage(), e);
    }
    return path;
  }

  private static boolean isType(Path path, int type) throws IOException {
    return Files.exists(path) && ((int) Files.getAttribute(path, "unix:mode") & FILE_TYPE) == type;
  }

  private static void check(boolean holds, Path path, String what) throws VolumeException {
    if (!holds) {
      throw new VolumeException("hostPath type check failed: " + path + " is not " + what);
    }
  }
}
