package dev.skiff.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.agent.container.ConfigException;
import dev.skiff.iptables.mount.KernelMounts;
import dev.skiff.iptables.mount.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the kernel's mounts: what is mounted is theirs to tell. */
class SubPathsTest {

  @TempDir Path directory;

  private final Mounts mounts = new KernelMounts();
  private Path volume;
  private Path outside;
  private Path target;

  @BeforeEach
  void make() throws IOException {
    volume = Files.createDirectory(directory.resolve("volume"));
    outside = Files.createDirectory(directory.resolve("outside"));
    target = directory.resolve("targets/0");
  }

  @AfterEach
  void unmount() {
    PodVolumes.unmountBelow(directory, mounts);
  }

  @Test
  void whatIsMissingIsMadeForThoseWhoMayWriteToTheVolume() throws Exception {
    Ownership.setMode(volume, 0777);
    SubPaths.bind(volume, "a/./b", target, mounts);
    Files.writeString(target.resolve("file"), "x");
    assertEquals("x", Files.readString(volume.resolve("a/b/file")));
    assertEquals(0777, (int) Files.getAttribute(volume.resolve("a/b"), "unix:mode") & 07777);
  }

  @Test
  void linksInsideOfTheVolumeAreFollowed() throws Exception {
    Files.createDirectory(volume.resolve("real"));
    Files.createSymbolicLink(volume.resolve("link"), Path.of("real"));
    SubPaths.bind(volume, "link/new", target, mounts);
    Files.writeString(target.resolve("file"), "x");
    assertEquals("x", Files.readString(volume.resolve("real/new/file")));
  }

  @Test
  void nothingIsMadeBehindLinksThatLeaveTheVolume() throws Exception {
    Files.createSymbolicLink(volume.resolve("link"), outside);
    Files.createSymbolicLink(volume.resolve("dangling"), outside.resolve("new"));
    for (String subPath : new String[] {"link/new", "dangling", "dangling/new", "../outside"}) {
      assertThrows(
          ConfigException.class, () -> SubPaths.bind(volume, subPath, target, mounts), subPath);
    }
    assertFalse(Files.exists(outside.resolve("new")));
    assertFalse(mounts.find(target).isPresent());
  }
}
