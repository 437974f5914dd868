package dev.skiff.iptables.nftables;

class FakeNftablesTest extends NftablesContract {
  FakeNftablesTest() {
    nftables = new FakeNftables();
  }
}
