package dev.skiff.iptables.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.skiff.iptables.libc.KernelException;
import org.junit.jupiter.api.Test;

class AcknowledgementTest {
  @Test
  void anErrorCarriesTheKernelsWords() {
    MessageWriter payload = new MessageWriter();
    payload.u32(-22).begin(16, 5, 9).end().attribute(1, "Invalid MTU");
    Message message = new Message(Message.ERROR, 0x300, 9, payload.toByteArray());

    Acknowledgement acknowledgement = Acknowledgement.of(message);

    assertEquals(9, acknowledgement.sequence());
    KernelException e = acknowledgement.exception("set the MTU");
    assertEquals("cannot set the MTU: EINVAL (invalid argument): Invalid MTU", e.getMessage());
  }

  @Test
  void zeroIsSuccess() {
    byte[] payload = new MessageWriter().u32(0).begin(16, 5, 9).end().toByteArray();
    Acknowledgement acknowledgement =
        Acknowledgement.of(new Message(Message.ERROR, 0x100, 9, payload));
    assertEquals(0, acknowledgement.errno());
    assertNull(acknowledgement.detail());
  }
}
