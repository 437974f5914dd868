package dev.skiff.controlplane.resource.validation;

import java.math.BigInteger;
import java.util.Optional;

/**
 * A block of addresses, as CIDR writes it.
 *
 * @param address the first of the block, as a number
 * @param prefix how many bits all of the block share
 * @param bits 32 or 128
 */
public record AddressBlock(BigInteger address, int prefix, int bits) {

  /** Reads one; empty if the text is none. */
  public static Optional<AddressBlock> parse(String text) {
    if (!Addresses.cidr(text).isEmpty()) return Optional.empty();
    int slash = text.indexOf('/');
    byte[] address = Addresses.parse(text.substring(0, slash)).getAddress();
    int bits = address.length * 8;
    int prefix = Integer.parseInt(text.substring(slash + 1));
    BigInteger first =
        new BigInteger(1, address).shiftRight(bits - prefix).shiftLeft(bits - prefix);
    return Optional.of(new AddressBlock(first, prefix, bits));
  }

  /** Whether another block is a part of this one, and not all of it. */
  public boolean strictlyContains(AddressBlock other) {
    if (other.bits != bits || other.prefix <= prefix) return false;
    int host = bits - prefix;
    return other.address.shiftRight(host).equals(address.shiftRight(host));
  }
}
