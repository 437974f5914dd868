package dev.skiff.iptables.route;

/**
 * An address of an interface.
 *
 * @param link the interface's index
 * @param address the address with its network's prefix length
 */
public record InterfaceAddress(int link, Cidr address) {}
