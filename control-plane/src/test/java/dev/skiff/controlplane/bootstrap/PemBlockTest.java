package dev.skiff.controlplane.bootstrap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PemBlockTest {
  @Test
  void blocksAmongOtherText() {
    String text =
        "who: me\n" + Pem.block("A", new byte[60]) + "\r\n" + Pem.block("B", new byte[] {7});
    List<PemBlock> all = PemBlock.all(text.replace("\n", "\r\n"));
    assertEquals(List.of("A", "B"), all.stream().map(PemBlock::label).toList());
    assertArrayEquals(new byte[] {7}, all.getLast().der());
    assertFalse(all.getLast().headers());
  }

  @Test
  void headers() {
    String text = "-----BEGIN A-----\nProc-Type: 4\nX: y\n\nAAAA\n-----END A-----";
    assertTrue(PemBlock.all(text).getFirst().headers());
    assertArrayEquals(new byte[3], PemBlock.all(text).getFirst().der());
  }

  @Test
  void whatIsDamagedIsNoBlock() {
    String good = Pem.block("B", new byte[] {7});
    for (String damaged :
        List.of(
            "-----BEGIN A-----\n?AAA\n-----END A-----\n",
            "-----BEGIN A-----\nAAAA\n-----END C-----\n",
            "-----BEGIN A\nAAAA\n-----END A-----\n",
            "x-----BEGIN A-----\nAAAA\n-----END A-----\n",
            "-----BEGIN A-----\nAAAA\n-----END A----- x\n")) {
      List<PemBlock> all = PemBlock.all(damaged + good);
      assertEquals(List.of("B"), all.stream().map(PemBlock::label).toList(), damaged);
    }
    assertEquals(List.of(), PemBlock.all("-----BEGIN A-----"));
    assertEquals(List.of(), PemBlock.all(""));
  }

  @Test
  void manyBeginningsTakeNoLonger() {
    String text = "-----BEGIN A-----\n".repeat(100_000);
    assertTimeout(Duration.ofSeconds(5), () -> PemBlock.all(text));
    assertTimeout(Duration.ofSeconds(5), () -> PemBlock.all(text + "\n-----END B-----\n"));
    String headers = "-----BEGIN A-----\n" + "a:\n".repeat(100_000) + "-----END A-----\n";
    assertTimeout(Duration.ofSeconds(5), () -> PemBlock.all(headers));
  }
}
