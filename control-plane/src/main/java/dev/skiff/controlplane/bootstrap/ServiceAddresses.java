package dev.skiff.controlplane.bootstrap;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses with a meaning within the service range. */
public final class ServiceAddresses {
  private ServiceAddresses() {}

  /**
   * The first address of a range, which the {@code kubernetes} Service has.
   *
   * @param cidr for example {@code 10.96.0.0/16}
   * @throws StartException if it is not a range
   */
  public static String first(String cidr) {
    int slash = cidr.indexOf('/');
    try {
      if (slash < 0 || !cidr.matches("[0-9a-fA-F.:]+/[0-9]+")) throw new UnknownHostException();
      byte[] address = InetAddress.getByName(cidr.substring(0, slash)).getAddress();
      address[address.length - 1]++;
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException malformed) {
      throw new StartException(
          "SKIFF_SERVICE_CIDR is \"%s\", which is no range. Write it like 10.96.0.0/16."
              .formatted(cidr));
    }
  }
}
