package dev.skiff.cni;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.iptables.route.Cidr;
import dev.skiff.iptables.route.Link;
import java.net.InetAddress;
import java.nio.file.Path;

/** The plugin's answers as JSON (CNI specification, section 5). */
final class Result {
  private final String version;

  /**
   * Answers for a runtime.
   *
   * @param version the version of the specification that it speaks
   */
  Result(String version) {
    this.version = version;
  }

  /** The answer to ADD. */
  ObjectNode attached(
      Link bridge, Link host, Link pod, Path namespace, Cidr address, InetAddress gateway) {
    ObjectNode result = start();
    var interfaces = result.putArray("interfaces");
    interfaces.add(link(bridge));
    interfaces.add(link(host));
    interfaces.add(link(pod).put("sandbox", namespace.toString()));
    ObjectNode ip = result.putArray("ips").addObject();
    if (Versions.namesAddressVersion(version)) {
      ip.put("version", "4");
    }
    ip.put("address", address.toString());
    ip.put("gateway", gateway.getHostAddress());
    ip.put("interface", 2);
    result
        .putArray("routes")
        .addObject()
        .put("dst", "0.0.0.0/0")
        .put("gw", gateway.getHostAddress());
    result.putObject("dns");
    return result;
  }

  /** The answer to ADD of a loopback. */
  ObjectNode loopback(Path namespace) {
    ObjectNode result = start();
    result
        .putArray("interfaces")
        .addObject()
        .put("name", "lo")
        .put("mac", "00:00:00:00:00:00")
        .put("sandbox", namespace.toString());
    return result;
  }

  /** The answer to VERSION. */
  static ObjectNode versions() {
    ObjectNode result = new Result(Versions.NEWEST).start();
    Versions.SUPPORTED.forEach(result.putArray("supportedVersions")::add);
    return result;
  }

  /** The answer to anything that failed. */
  ObjectNode failed(int code, String message) {
    return start().put("code", code).put("msg", message);
  }

  private ObjectNode start() {
    return JsonNodeFactory.instance.objectNode().put("cniVersion", version);
  }

  private static ObjectNode link(Link link) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", link.name());
    if (link.mac() != null) {
      json.put("mac", link.mac().toString());
    }
    return json;
  }
}
