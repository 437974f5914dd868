package dev.skiff.controlplane.bootstrap;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What an operator may choose about the control plane; each key also as {@code SKIFF_*}. */
@ConfigMapping(prefix = "skiff")
public interface SkiffConfig {

  /** Keeps the PKI, the kubeconfigs and the store. */
  @WithDefault("/var/lib/skiff")
  Path dataDir();

  /** The address that the API server listens on. */
  @WithDefault("0.0.0.0")
  String bindAddress();

  /** The HTTPS port of the API server. */
  @WithDefault("6443")
  int port();

  /** The address under which nodes and Pods reach the API server; part of its certificate. */
  @WithDefault("127.0.0.1")
  String advertiseAddress();

  /** Further names and addresses for the serving certificate. */
  Optional<List<String>> tlsSans();

  /** Service addresses are taken from here; the first is the API server's. */
  @WithDefault("10.96.0.0/16")
  String serviceCidr();

  /** Pod addresses are taken from here, a /24 for each node. */
  @WithDefault("10.244.0.0/16")
  String clusterCidr();

  /** NodePorts are taken from here, both ends included. */
  @WithDefault("30000-32767")
  String nodePortRange();

  /** The address of the {@code kube-dns} Service. */
  @WithDefault("10.96.0.10")
  String clusterDns();

  /** The DNS domain of Services and Pods, and part of the service-account issuer. */
  @WithDefault("cluster.local")
  String clusterDomain();

  /**
   * A file of static tokens, one a line as {@code token,user,uid,"group1,group2"}; the last two may
   * be left out.
   */
  Optional<Path> tokenAuthFile();

  /**
   * Upstream's {@code EncryptionConfiguration}: which resources are encrypted at rest, with which
   * keys. By default {@code pki/encryption.yaml} in the data directory, made at the first start.
   */
  Optional<Path> encryptionProviderConfig();

  /** Upstream's {@code AdmissionConfiguration}: decisions about admission plugins. */
  Optional<Path> admissionControlConfigFile();

  /**
   * Whether versions are served that upstream has removed and old manifests still use, such as
   * {@code extensions/v1beta1}.
   */
  @WithDefault("true")
  boolean removedApiVersions();
}
