package dev.skiff.cni;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.iptables.route.Cidr;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The configuration of one network, as the runtime hands it in.
 *
 * @param version version of the CNI specification to answer in
 * @param name of the network
 * @param bridge name of the bridge, "skiff0" by default
 * @param mtu in bytes; 0 takes that of the default route's interface
 * @param subnet addresses of this node's pods; the first is the bridge's
 * @param clusterCidr addresses of all pods: what goes elsewhere is masqueraded
 * @param masquerade whether that is done
 * @param hairpin whether a pod may reach itself through a service
 * @param dataDirectory where the addresses in use are written down
 * @param portMappings host ports of this pod
 * @param previousResult what ADD answered; missing node if the runtime gave none
 * @param attachments what GC shall keep; missing node otherwise
 */
record NetworkConfiguration(
    String version,
    String name,
    String bridge,
    int mtu,
    Cidr subnet,
    Cidr clusterCidr,
    boolean masquerade,
    boolean hairpin,
    Path dataDirectory,
    List<PortMapping> portMappings,
    JsonNode previousResult,
    JsonNode attachments) {

  /** Reads a configuration that was parsed already. */
  static NetworkConfiguration of(JsonNode json) throws CniException {
    String version = json.path("cniVersion").asText("0.3.0");
    if (!Versions.SUPPORTED.contains(version)) {
      throw new CniException(
          CniException.INCOMPATIBLE_VERSION,
          "CNI version " + version + " is not supported; supported are " + Versions.SUPPORTED);
    }
    String name = json.path("name").asText("");
    if (name.isEmpty() || name.contains("/")) {
      throw invalid("name must name the network");
    }
    String bridge = json.path("bridge").asText("skiff0");
    if (bridge.isEmpty() || bridge.length() > 15 || bridge.contains("/")) {
      throw invalid("bridge must be an interface name of 1 to 15 characters");
    }
    Cidr subnet = cidr("ipam.subnet", subnetText(json));
    if (subnet.prefix() > 30 || subnet.address().getAddress().length != 4) {
      throw invalid("subnet " + subnet + " must be IPv4 with room for pods");
    }
    String cluster = json.path("clusterCIDR").asText("");
    int mtu = json.path("mtu").asInt(0);
    if (mtu != 0 && (mtu < 576 || mtu > 65_535)) {
      throw invalid("mtu " + mtu + " must be 576 to 65535");
    }
    return new NetworkConfiguration(
        version,
        name,
        bridge,
        mtu,
        subnet.network(),
        cluster.isEmpty() ? subnet.network() : cidr("clusterCIDR", cluster).network(),
        json.path("ipMasq").asBoolean(true),
        json.path("hairpinMode").asBoolean(true),
        Path.of(json.path("ipam").path("dataDir").asText("/var/lib/cni")),
        portMappings(json.path("runtimeConfig").path("portMappings")),
        json.path("prevResult"),
        json.path("cni.dev/valid-attachments"));
  }

  private static String subnetText(JsonNode json) {
    JsonNode ipam = json.path("ipam");
    return ipam.path("subnet").asText(ipam.at("/ranges/0/0/subnet").asText(""));
  }

  private static List<PortMapping> portMappings(JsonNode json) throws CniException {
    List<PortMapping> mappings = new ArrayList<>();
    for (JsonNode mapping : json) {
      int hostPort = field(mapping, "hostPort").asInt(0);
      if (hostPort == 0) {
        continue; // a container port that is only declared
      }
      int containerPort = field(mapping, "containerPort").asInt(0);
      if (hostPort < 0 || hostPort > 65535 || containerPort < 1 || containerPort > 65535) {
        throw invalid("portMappings: ports must be 1 to 65535: " + mapping);
      }
      mappings.add(
          new PortMapping(
              hostAddress(field(mapping, "hostIP").asText("")),
              hostPort,
              containerPort,
              protocol(field(mapping, "protocol").asText("tcp"))));
    }
    return mappings;
  }

  /** containerd writes HostPort where the convention has hostPort; programs in Go read both. */
  private static JsonNode field(JsonNode object, String name) {
    return object.properties().stream()
        .filter(property -> property.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseGet(() -> object.path(name));
  }

  private static InetAddress hostAddress(String text) throws CniException {
    try {
      return InetAddress.ofLiteral(text.isEmpty() ? "0.0.0.0" : text);
    } catch (IllegalArgumentException e) {
      throw invalid("portMappings: hostIP " + text + " is not an address");
    }
  }

  private static int protocol(String name) throws CniException {
    return switch (name.toLowerCase(java.util.Locale.ROOT)) {
      case "tcp" -> 6;
      case "udp" -> 17;
      case "sctp" -> 132;
      default -> throw invalid("portMappings: protocol " + name + " is unknown");
    };
  }

  private static Cidr cidr(String field, String text) throws CniException {
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException e) {
      throw invalid(field + " must be a CIDR, not \"" + text + "\"");
    }
  }

  private static CniException invalid(String message) {
    return new CniException(CniException.INVALID_CONFIGURATION, message);
  }
}
