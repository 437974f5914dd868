package dev.skiff.controlplane.controller.servicecidr;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Networks and the addresses in them, as validated text. */
final class Network {
  private Network() {}

  /** Whether an address is in a network; of another family it is not. */
  static boolean contains(String cidr, String address) {
    int slash = cidr.indexOf('/');
    byte[] network = bytes(cidr.substring(0, slash));
    byte[] bytes = bytes(address);
    if (network.length != bytes.length) return false;
    int prefix = Integer.parseInt(cidr.substring(slash + 1));
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> bit % 8;
      if ((network[bit / 8] & mask) != (bytes[bit / 8] & mask)) return false;
    }
    return true;
  }

  private static byte[] bytes(String address) {
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException malformed) {
      throw new IllegalArgumentException(address + " is no address", malformed);
    }
  }
}
