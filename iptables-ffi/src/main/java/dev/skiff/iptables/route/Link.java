package dev.skiff.iptables.route;

/**
 * A network interface.
 *
 * @param index its number in its namespace
 * @param name its name, at most 15 bytes
 * @param kind "bridge", "veth", "vxlan"...; empty for physical interfaces and lo
 * @param mac null where it has none of six octets
 * @param mtu in bytes
 * @param up whether it is administratively up
 * @param master index of the bridge that it is a port of, 0 if none
 * @param peer index of a veth's other end in its own namespace, 0 if it has none
 */
public record Link(
    int index,
    String name,
    String kind,
    MacAddress mac,
    int mtu,
    boolean up,
    int master,
    int peer) {}
