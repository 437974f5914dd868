package dev.skiff.controlplane.api.proxy;

import io.vertx.core.http.HttpClient;
import io.vertx.core.net.NetClient;

/**
 * A server behind this one, and the clients that know how to speak to it.
 *
 * @param tls whether it speaks HTTPS
 * @param host name or address to connect to
 * @param port TCP port
 * @param name under which its certificate is checked, and which it is told if the client's own wish
 *     (Host) does not go through; null passes the client's on
 * @param requests for requests and answers
 * @param connections for what is upgraded
 */
public record Backend(
    boolean tls, String host, int port, String name, HttpClient requests, NetClient connections) {}
