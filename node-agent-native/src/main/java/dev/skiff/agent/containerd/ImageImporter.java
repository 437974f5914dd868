package dev.skiff.agent.containerd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Imports image archives (OCI or docker layout, {@code .tar}) from a directory, so that a node
 * without a registry has images. An archive is imported once as long as it does not change.
 */
public final class ImageImporter {

  private static final Logger LOG = Logger.getLogger(ImageImporter.class);

  private final List<String> command;
  private final Path imported;

  /**
   * @param socket containerd's socket
   * @param imported where to remember what has been imported
   */
  public ImageImporter(Path socket, Path imported) {
    this(
        List.of("ctr", "--address", socket.toString(), "--namespace", "k8s.io", "images", "import"),
        imported);
  }

  /**
   * @param command imports the archive that is its last argument
   */
  ImageImporter(List<String> command, Path imported) {
    this.command = command;
    this.imported = imported;
  }

  /** An archive that cannot be imported is reported and left out. */
  public void importAll(Path directory) throws IOException, InterruptedException {
    if (!Files.isDirectory(directory)) {
      LOG.warnf("skiff.agent.images-dir %s is no directory", directory);
      return;
    }
    Files.createDirectories(imported);
    List<Path> archives;
    try (Stream<Path> files = Files.list(directory)) {
      archives = files.filter(file -> file.toString().endsWith(".tar")).sorted().toList();
    }
    for (Path archive : archives) {
      Path mark = imported.resolve(fingerprint(archive));
      // A mark without names was written by an agent that did not know them.
      if ((!Files.exists(mark) || Files.size(mark) == 0) && importOne(archive)) {
        Files.write(mark, namesIn(archive));
      }
    }
  }

  /** None when they cannot be read: the archive is then looked at again at the next start. */
  private static Set<String> namesIn(Path archive) {
    try {
      return ImageArchive.names(archive);
    } catch (IOException e) {
      LOG.warnf("which images are in %s is not known: %s", archive, e.getMessage());
      return Set.of();
    }
  }

  /**
   * The names of the images that were imported, as the runtime tells them; archives need not be
   * there any more.
   */
  public static Set<String> names(Path imported) throws IOException {
    Set<String> names = new HashSet<>();
    if (Files.isDirectory(imported)) {
      try (Stream<Path> marks = Files.list(imported)) {
        for (Path mark : marks.toList()) {
          names.addAll(Files.readAllLines(mark));
        }
      }
    }
    return names;
  }

  /** Returns whether it could be imported. */
  private boolean importOne(Path archive) throws IOException, InterruptedException {
    long started = System.nanoTime();
    Process process =
        new ProcessBuilder(Stream.concat(command.stream(), Stream.of(archive.toString())).toList())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      LOG.errorf("cannot import %s: %s", archive, output);
      return false;
    }
    LOG.infof("imported %s in %d ms", archive, (System.nanoTime() - started) / 1_000_000);
    return true;
  }

  private static String fingerprint(Path archive) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(archive, BasicFileAttributes.class);
    return "%s-%d-%d"
        .formatted(
            archive.getFileName(),
            attributes.size(),
            attributes.lastModifiedTime().toInstant().toEpochMilli());
  }
}
