package dev.skiff.cni;

import java.net.InetAddress;

/**
 * A port of the host that leads to a port of the pod (capability "portMappings").
 *
 * @param hostAddress the host's address, 0.0.0.0 for all
 * @param hostPort 1 to 65535
 * @param containerPort 1 to 65535
 * @param protocol IP protocol number
 */
record PortMapping(InetAddress hostAddress, int hostPort, int containerPort, int protocol) {}
