package dev.skiff.iptables.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MessageWriterTest {
  @Test
  void aMessageHasItsLengthAndPaddedAttributes() {
    MessageWriter writer = new MessageWriter(8);
    writer.begin(0x10, 0x5, 7).attribute(3, "lo").attributeBe16(4, 0x1234);
    int nest = writer.beginNest(5);
    writer.attributeU8(1, 0xff).endNest(nest).end();

    assertEquals(
        "2c000000"
            + "1000"
            + "0500"
            + "07000000"
            + "00000000" // header
            + "0700"
            + "0300"
            + "6c6f0000" // "lo" and a zero byte, padded
            + "0600"
            + "0400"
            + "12340000" // network order
            + "0c00"
            + "0580"
            + "0500"
            + "0100"
            + "ff000000", // a nest around one byte
        HexFormat.of().formatHex(writer.toByteArray()));
  }

  @Test
  void aNestBeyondSixtyFourKilobytesIsRefused() {
    MessageWriter writer = new MessageWriter();
    int nest = writer.beginNest(1);
    writer.bytes(new byte[65536]);
    assertThrows(IllegalStateException.class, () -> writer.endNest(nest));
  }
}
