package dev.skiff.agent.proxy;

import dev.skiff.iptables.route.Cidr;
import java.net.InetAddress;

/**
 * What the service proxy must know of its node and cluster.
 *
 * @param nodeName this node's name: endpoints with it are local
 * @param clusterCidr all pods' addresses
 * @param serviceCidr all services' cluster addresses
 * @param clusterDns the address at which the agent itself answers DNS; left alone
 */
public record ProxyConfiguration(
    String nodeName, Cidr clusterCidr, Cidr serviceCidr, InetAddress clusterDns) {}
