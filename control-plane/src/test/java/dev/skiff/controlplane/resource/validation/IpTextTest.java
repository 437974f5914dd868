package dev.skiff.controlplane.resource.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class IpTextTest {
  private static final String NO_ADDRESS =
      "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  private static final String NO_NETWORK =
      "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

  @Test
  void addressesInCanonicalFormAreGood() {
    for (String text : List.of("10.0.0.1", "2001:db8::ffff", "::1", "1:0:0:2::3", "fe80::")) {
      assertEquals(List.of(), IpText.addressProblems(text), text);
    }
    assertEquals(
        List.of("must be in canonical form (\"2001:db8::1\")"),
        IpText.addressProblems("2001:DB8:0:0:0:0:0:1"));
    assertEquals(List.of("must not have leading 0s"), IpText.addressProblems("10.0.0.01"));
    assertEquals(
        List.of("must not be an IPv4-mapped IPv6 address"),
        IpText.addressProblems("::ffff:10.0.0.1"));
    for (String text : List.of("", "localhost", "10.0.0", "10.0.0.256", "1.2.3.4.")) {
      assertEquals(List.of(NO_ADDRESS), IpText.addressProblems(text), text);
    }
  }

  @Test
  void networksHaveNoHostBits() {
    for (String text : List.of("10.0.0.0/8", "2001:db8::/64", "0.0.0.0/0", "10.9.8.7/32")) {
      assertEquals(List.of(), IpText.cidrProblems(text), text);
    }
    assertEquals(
        List.of("must not have bits set beyond the prefix length"),
        IpText.cidrProblems("10.9.8.7/24"));
    assertEquals(
        List.of("must not have leading 0s in IP or prefix length"),
        IpText.cidrProblems("10.0.0.0/08"));
    for (String text : List.of("10.0.0.0", "10.0.0.0/33", "10.0.0.0/-8", "x/8")) {
      assertEquals(List.of(NO_NETWORK), IpText.cidrProblems(text), text);
    }
  }
}
