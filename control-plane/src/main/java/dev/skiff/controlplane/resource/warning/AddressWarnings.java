package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.GoText;
import dev.skiff.controlplane.resource.validation.IpText;
import java.util.List;

/** Addresses and networks that are accepted in old fields, but are not written as they should. */
final class AddressWarnings {
  private AddressWarnings() {}

  /** Looks at an address; what is none was refused before. */
  static void ip(String path, String text, List<String> found) {
    byte[] address = IpText.address(withoutZeros(text));
    if (address == null) return;
    String canonical = IpText.format(address);
    if (canonical.equals(text)) return;
    if (nonStandard(text, address)) {
      found.add(
          "%s: non-standard IP address %s will be considered invalid in a future Kubernetes release: use %s"
              .formatted(path, GoText.quote(text), GoText.quote(canonical)));
    } else {
      found.add(
          "%s: IPv6 address %s should be in RFC 5952 canonical format (%s)"
              .formatted(path, GoText.quote(text), GoText.quote(canonical)));
    }
  }

  /** Looks at every address of a list. */
  static void ips(String path, JsonNode texts, List<String> found) {
    for (int i = 0; i < texts.size(); i++) ip(path + "[" + i + "]", texts.get(i).asText(), found);
  }

  /** Looks at a network; what is none was refused before. */
  static void network(String path, String text, List<String> found) {
    int slash = text.indexOf('/');
    byte[] address = slash < 0 ? null : IpText.address(withoutZeros(text.substring(0, slash)));
    if (address == null) return;
    int prefix = Integer.parseInt(text.substring(slash + 1));
    byte[] masked = masked(address, prefix);
    String network = IpText.format(masked) + "/" + prefix;
    int before = found.size();
    if (!java.util.Arrays.equals(address, masked)) {
      String single = IpText.format(address) + "/" + address.length * 8;
      found.add(
          "%s: CIDR value %s is ambiguous in this context (should be %s or %s?)"
              .formatted(path, GoText.quote(text), GoText.quote(network), GoText.quote(single)));
    }
    if (nonStandard(text.substring(0, slash), address)) {
      found.add(
          "%s: non-standard CIDR value %s will be considered invalid in a future Kubernetes release: use %s"
              .formatted(path, GoText.quote(text), GoText.quote(network)));
    }
    if (found.size() == before && !network.equals(text)) {
      found.add(
          "%s: IPv6 CIDR value %s should be in RFC 5952 canonical format (%s)"
              .formatted(path, GoText.quote(text), GoText.quote(network)));
    }
  }

  /** Looks at every network of a list. */
  static void networks(String path, JsonNode texts, List<String> found) {
    for (int i = 0; i < texts.size(); i++) {
      network(path + "[" + i + "]", texts.get(i).asText(), found);
    }
  }

  /** Four numbers with leading zeros, or four numbers in the disguise of an IPv6 address. */
  private static boolean nonStandard(String text, byte[] address) {
    return address.length == 4 && !IpText.format(address).equals(text);
  }

  private static byte[] masked(byte[] address, int prefix) {
    byte[] masked = address.clone();
    for (int bit = prefix; bit < masked.length * 8; bit++) masked[bit / 8] &= ~(0x80 >> bit % 8);
    return masked;
  }

  private static String withoutZeros(String text) {
    return text.contains(":") ? text : text.replaceAll("(^|\\.)0+(?=\\d)", "$1");
  }
}
