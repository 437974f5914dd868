package dev.skiff.controlplane.resource.cel.library;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;

import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLibrary;
import dev.skiff.controlplane.resource.cel.Functions;
import dev.skiff.controlplane.resource.cel.library.Addresses.Ip;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;

/** IP addresses. */
public final class IpLibrary implements CelLibrary {
  @Override
  public void addTo(Functions functions) {
    functions.type(Addresses.IP);
    functions.global(
        "ip", "string_to_ip", Addresses.IP, List.of(STRING), v -> Addresses.ip((String) v[0]));
    functions.global("isIP", "is_ip", BOOL, List.of(STRING), v -> isIp((String) v[0]));
    functions.global(
        "ip.isCanonical",
        "ip_is_canonical",
        BOOL,
        List.of(STRING),
        v -> Addresses.ip((String) v[0]).toString().equals(v[0]));
    functions.global("string", "ip_to_string", STRING, List.of(Addresses.IP), v -> v[0].toString());
    functions.member(
        "family", "ip_family", INT, List.of(Addresses.IP), v -> ((Ip) v[0]).isV4() ? 4L : 6L);
    property(functions, "isUnspecified", "ip_is_unspecified", InetAddress::isAnyLocalAddress);
    property(functions, "isLoopback", "ip_is_loopback", InetAddress::isLoopbackAddress);
    property(
        functions, "isLinkLocalMulticast", "ip_is_link_local_multicast", IpLibrary::localMulticast);
    property(
        functions,
        "isLinkLocalUnicast",
        "ip_is_link_local_unicast",
        InetAddress::isLinkLocalAddress);
    property(functions, "isGlobalUnicast", "ip_is_global_unicast", IpLibrary::globalUnicast);
  }

  private static void property(
      Functions functions, String name, String overload, Predicate<InetAddress> property) {
    functions.member(
        name, overload, BOOL, List.of(Addresses.IP), v -> property.test(((Ip) v[0]).address()));
  }

  private static boolean localMulticast(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 16) return address.isMCLinkLocal();
    return bytes[0] == (byte) 224 && bytes[1] == 0 && bytes[2] == 0;
  }

  private static boolean globalUnicast(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean broadcast = bytes.length == 4;
    for (byte each : bytes) broadcast &= each == -1;
    return !broadcast
        && !address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isMulticastAddress()
        && !address.isLinkLocalAddress();
  }

  private static boolean isIp(String text) {
    try {
      Addresses.ip(text);
      return true;
    } catch (CelException _) {
      return false;
    }
  }
}
