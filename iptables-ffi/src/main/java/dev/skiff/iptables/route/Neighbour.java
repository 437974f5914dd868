package dev.skiff.iptables.route;

import java.net.InetAddress;

/**
 * Which Ethernet address an IP address has on a link.
 *
 * @param link the interface's index
 * @param address the IP address
 * @param mac null while the kernel does not know
 * @param permanent whether it was set by hand
 */
public record Neighbour(int link, InetAddress address, MacAddress mac, boolean permanent) {}
