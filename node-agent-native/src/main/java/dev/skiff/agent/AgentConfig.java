package dev.skiff.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything an operator can tell the node agent; an environment variable SKIFF_AGENT_… per key.
 */
@ConfigMapping(prefix = "skiff.agent")
public interface AgentConfig {

  /** The Node object's name; by default the host name in lower case. */
  Optional<String> nodeName();

  /** The node's InternalIP; by default the address from which the API server is reached. */
  Optional<String> nodeIp();

  /** Where pods' volumes, certificates and the agent's own containerd keep their files. */
  @WithDefault("/var/lib/kubelet")
  Path dataDir();

  /** A client kubeconfig that is used as it is; without it the agent bootstraps its own. */
  Optional<Path> kubeconfig();

  /** A kubeconfig whose token may ask for the node's client certificate. */
  Optional<Path> bootstrapKubeconfig();

  /** {@code unix:///run/containerd/containerd.sock}; absent: the agent runs a containerd itself. */
  Optional<String> criEndpoint();

  /** A directory of OCI or docker image archives to import at the start. */
  Optional<Path> imagesDir();

  /** The image of the container that holds a pod's namespaces. */
  @WithDefault("registry.skiff.local/pause:3.10")
  String sandboxImage();

  /** The address at which the agent answers cluster DNS. */
  @WithDefault("10.96.0.10")
  String clusterDns();

  /** The DNS domain of services. */
  @WithDefault("cluster.local")
  String clusterDomain();

  /** The range of all pods' addresses. */
  @WithDefault("10.244.0.0/16")
  String clusterCidr();

  /** The range of the services' addresses. */
  @WithDefault("10.96.0.0/16")
  String serviceCidr();

  /** The port of the kubelet API. */
  @WithDefault("10250")
  int port();

  /** Where the CNI plugins are. */
  @WithDefault("/opt/cni/bin")
  Path cniBinDir();

  /** Where the CNI configuration is written and the runtime reads it. */
  @WithDefault("/etc/cni/net.d")
  Path cniConfDir();

  /** The resolver configuration of pods that do not use cluster DNS. */
  @WithDefault("/etc/resolv.conf")
  Path resolvConf();

  /** How large a container's log may grow before it is rotated. */
  @WithDefault("10Mi")
  String containerLogMaxSize();

  /** How many files a container's log has at most, 2 or more. */
  @WithDefault("5")
  int containerLogMaxFiles();

  /** How long the node stays under pressure after the level that put it there is left again. */
  @WithDefault("5m")
  Duration evictionPressureTransitionPeriod();

  /** What the node reports to have. */
  Capacity capacity();

  /** Replaces what the machine seems to have; needed where several nodes share one machine. */
  interface Capacity {

    /** Processors as a Kubernetes quantity; by default all of the machine. */
    Optional<String> cpu();

    /** Memory as a Kubernetes quantity; by default all of the machine. */
    Optional<String> memory();

    /** How many pods the node takes. */
    @WithDefault("110")
    int pods();
  }
}
