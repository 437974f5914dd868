package dev.skiff.agent.volume;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;

/** Directory trees. */
public final class Trees {

  private Trees() {}

  /**
   * Deletes a file or a directory with all it holds; links are not followed; may be repeated. Trees
   * that are too deep for the kernel's paths, which containers can make, are deleted, too.
   */
  public static void delete(Path path) throws IOException {
    while (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(path, new Deletion(path));
    }
  }

  /** One walk: what is too deep for it is moved up and left for the next one. */
  private static final class Deletion extends SimpleFileVisitor<Path> {

    /** So that with names of 255 bytes paths stay well below PATH_MAX (4096). */
    private static final int DEPTH = 8;

    private final Path root;
    private boolean moved;

    Deletion(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      if (directory.getNameCount() - root.getNameCount() < DEPTH) {
        return FileVisitResult.CONTINUE;
      }
      Files.move(directory, root.resolve(UUID.randomUUID().toString()));
      moved = true;
      return FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
      try {
        Files.deleteIfExists(directory);
      } catch (DirectoryNotEmptyException notEmpty) {
        if (!(moved && directory.equals(root))) {
          throw notEmpty;
        }
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
