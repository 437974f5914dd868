package dev.skiff.controlplane.resource.cel.library;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;
import static dev.skiff.controlplane.resource.cel.library.Addresses.CIDR;
import static dev.skiff.controlplane.resource.cel.library.Addresses.IP;

import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLibrary;
import dev.skiff.controlplane.resource.cel.Functions;
import dev.skiff.controlplane.resource.cel.library.Addresses.Ip;
import dev.skiff.controlplane.resource.cel.library.Addresses.Network;
import java.util.List;

/** Networks such as {@code 10.0.0.0/8}. */
public final class CidrLibrary implements CelLibrary {
  @Override
  public void addTo(Functions functions) {
    functions.type(CIDR);
    functions.global(
        "cidr", "string_to_cidr", CIDR, List.of(STRING), v -> Addresses.network((String) v[0]));
    functions.global("isCIDR", "is_cidr", BOOL, List.of(STRING), v -> isCidr((String) v[0]));
    functions.global("string", "cidr_to_string", STRING, List.of(CIDR), v -> v[0].toString());
    functions.member(
        "containsIP",
        "cidr_contains_ip_string",
        BOOL,
        List.of(CIDR, STRING),
        v -> containsIp(of(v[0]), (String) v[1]));
    functions.member(
        "containsIP",
        "cidr_contains_ip_ip",
        BOOL,
        List.of(CIDR, IP),
        v -> of(v[0]).contains((Ip) v[1]));
    functions.member(
        "containsCIDR",
        "cidr_contains_cidr_string",
        BOOL,
        List.of(CIDR, STRING),
        v -> of(v[0]).contains(Addresses.network((String) v[1])));
    functions.member(
        "containsCIDR",
        "cidr_contains_cidr",
        BOOL,
        List.of(CIDR, CIDR),
        v -> of(v[0]).contains(of(v[1])));
    functions.member("ip", "cidr_ip", IP, List.of(CIDR), v -> of(v[0]).ip());
    functions.member(
        "prefixLength", "cidr_prefix_length", INT, List.of(CIDR), v -> (long) of(v[0]).length());
    functions.member("masked", "cidr_masked", CIDR, List.of(CIDR), v -> of(v[0]).network());
  }

  private static Network of(Object value) {
    return (Network) value;
  }

  /** What is wrong with a text that is no address is not told. */
  private static boolean containsIp(Network network, String text) {
    try {
      return network.contains(Addresses.ip(text));
    } catch (CelException _) {
      throw CelException.noSuchOverload();
    }
  }

  private static boolean isCidr(String text) {
    try {
      Addresses.network(text);
      return true;
    } catch (CelException _) {
      return false;
    }
  }
}
