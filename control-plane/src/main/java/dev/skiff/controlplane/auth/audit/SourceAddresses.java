package dev.skiff.controlplane.auth.audit;

import dev.skiff.controlplane.api.ApiRequest;
import io.netty.util.NetUtil;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where a request came from: what proxies say, and the connection itself last. */
final class SourceAddresses {
  private SourceAddresses() {}

  static Set<String> of(ApiRequest request) {
    Set<String> addresses = new LinkedHashSet<>();
    for (String header : List.of("x-forwarded-for", "x-real-ip")) {
      String value = request.header(header);
      if (value == null) continue;
      for (String part : value.split(",")) {
        String address = part.strip();
        if (isAddress(address)) addresses.add(address);
      }
    }
    addresses.add(request.origin().address());
    return addresses;
  }

  private static boolean isAddress(String text) {
    return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
  }
}
