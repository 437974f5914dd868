package dev.skiff.iptables.nftables;

import dev.skiff.iptables.RealKernel;
import org.junit.jupiter.api.AfterEach;

class KernelNftablesTest extends NftablesContract {
  private final RealKernel kernel = new RealKernel();

  KernelNftablesTest() throws Exception {
    nftables = kernel.in(KernelNftables::open);
  }

  @AfterEach
  void close() {
    nftables.close();
    kernel.close();
  }
}
