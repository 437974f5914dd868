package dev.skiff.iptables.conntrack;

import java.net.InetSocketAddress;

/**
 * A tracked IPv4 connection of a protocol with ports.
 *
 * @param protocol IP protocol number: 6 TCP, 17 UDP, 132 SCTP
 * @param source who started it
 * @param destination whom it was sent to, before translation
 * @param replySource who answers: the destination after translation
 */
public record Flow(
    int protocol,
    InetSocketAddress source,
    InetSocketAddress destination,
    InetSocketAddress replySource) {}
