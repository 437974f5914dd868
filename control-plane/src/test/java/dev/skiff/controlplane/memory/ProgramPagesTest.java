package dev.skiff.controlplane.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramPagesTest {
  private static final List<String> SMAPS =
      """
      00400000-00410000 r--p 00000000 fe:00 1 /opt/skiff-control-plane
      Size:                 64 kB
      Rss:                  64 kB
      Anonymous:             0 kB
      00410000-034b0000 r-xp 00010000 fe:00 1 /opt/skiff-control-plane
      Rss:               33000 kB
      Anonymous:             0 kB
      034b0000-034c0000 r--p 030b0000 fe:00 1 /opt/skiff-control-plane
      Rss:                   8 kB
      Anonymous:             8 kB
      034c0000-04000000 rw-p 030c0000 fe:00 1 /opt/skiff-control-plane
      Rss:                2000 kB
      Anonymous:             0 kB
      7f0000000000-7f0000100000 r-xp 00000000 fe:00 2 /lib/libc.so.6
      Anonymous:             0 kB
      7f0000200000-7f0000300000 rw-p 00000000 00:00 0\s
      Anonymous:             0 kB
      """
          .lines()
          .toList();

  @Test
  void onlyWhatIsAsInTheFileIsReleased() {
    assertEquals(
        List.of(
            new ProgramPages.Range(0x400000, 0x10000), new ProgramPages.Range(0x410000, 0x30a0000)),
        ProgramPages.unchanged(SMAPS, "/opt/skiff-control-plane"));
  }
}
