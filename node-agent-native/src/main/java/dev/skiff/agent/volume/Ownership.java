package dev.skiff.agent.volume;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Owners and permissions of files, as numbers. */
public final class Ownership {

  private static final int SET_GROUP_ID = 02000;
  private static final int READ_WRITE = 0660;
  private static final int READ = 0440;
  private static final int EXECUTE = 0110;

  private Ownership() {}

  /** Sets permission bits. */
  public static void setMode(Path path, int mode) throws IOException {
    Files.setAttribute(path, "unix:mode", mode);
  }

  /** Sets the owning user; the link itself where it is a link. */
  public static void setOwner(Path path, int uid) throws IOException {
    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Gives a tree to a pod's fsGroup: owner group, group permissions, and directories whose new
   * files inherit the group.
   */
  public static void setGroup(Path root, long gid, boolean readOnly) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            apply(dir, (readOnly ? READ : READ_WRITE) | EXECUTE | SET_GROUP_ID);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.setAttribute(file, "unix:gid", (int) gid, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isSymbolicLink()) {
              apply(file, readOnly ? READ : READ_WRITE);
            }
            return FileVisitResult.CONTINUE;
          }

          private void apply(Path path, int bits) throws IOException {
            Files.setAttribute(path, "unix:gid", (int) gid, LinkOption.NOFOLLOW_LINKS);
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            setMode(path, (mode & 07777) | bits);
          }
        });
  }
}
