package dev.skiff.controlplane.bootstrap;

import java.security.KeyPair;

/**
 * The cluster's keys and certificates, as they are on disk below {@code <data-dir>/pki}.
 *
 * @param ca signs everything inside the cluster; clients trust it
 * @param frontProxyCa signs those who may speak for others (request headers)
 * @param serving the API server's certificate
 * @param kubeletClient how the API server shows itself to nodes
 * @param frontProxyClient how the API server shows itself to aggregated API servers
 * @param admin a member of {@code system:masters}, for the administrator's kubeconfig
 * @param serviceAccount signs and verifies service-account tokens
 */
public record Pki(
    CertificateAuthority ca,
    CertificateAuthority frontProxyCa,
    Identity serving,
    Identity kubeletClient,
    Identity frontProxyClient,
    Identity admin,
    KeyPair serviceAccount) {}
