package dev.skiff.iptables.sysctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.iptables.RealKernel;
import dev.skiff.iptables.libc.KernelException;
import org.junit.jupiter.api.Test;

class KernelSysctlsTest {
  private final Sysctls sysctls = new KernelSysctls();

  @Test
  void aNetworkParameterBelongsToTheNamespace() throws Exception {
    try (RealKernel kernel = new RealKernel()) {
      kernel.in(
          () -> {
            sysctls.set("net.ipv4.ip_forward", "1");
            sysctls.set("net.ipv4.conf.lo.forwarding", "0");
            assertEquals("1", sysctls.get("net.ipv4.ip_forward").orElseThrow());
            assertEquals("0", sysctls.get("net.ipv4.conf.lo.forwarding").orElseThrow());
            return null;
          });
    }
  }

  @Test
  void aParameterThatThisKernelLacksIsNotSet() {
    assertTrue(sysctls.get("net.ipv4.no_such_parameter").isEmpty());
    KernelException e =
        assertThrows(KernelException.class, () -> sysctls.set("net.ipv4.no_such_parameter", "1"));
    assertTrue(e.getMessage().startsWith("cannot set net.ipv4.no_such_parameter to 1: ENOENT"));
  }
}
