package dev.skiff.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.agent.cri.v1.NamespaceMode;
import dev.skiff.agent.cri.v1.PodSandboxConfig;
import dev.skiff.agent.cri.v1.Protocol;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxConfigsTest {

  @TempDir Path directory;

  @Test
  void clusterDns() throws Exception {
    PodSandboxConfig config = config("{}");
    assertEquals(List.of("10.96.0.10"), config.getDnsConfig().getServersList());
    assertEquals(
        List.of("default.svc.cluster.local", "svc.cluster.local", "cluster.local", "example.org"),
        config.getDnsConfig().getSearchesList());
    assertEquals(List.of("ndots:5"), config.getDnsConfig().getOptionsList());
    assertEquals("web", config.getHostname());
    assertEquals("/kubepods/besteffort/podu1", config.getLinux().getCgroupParent());
  }

  @Test
  void hostNetworkUsesTheNodesResolver() throws Exception {
    PodSandboxConfig config = config("hostNetwork: true\nhostPID: true");
    assertEquals(List.of("192.0.2.53"), config.getDnsConfig().getServersList());
    assertEquals(List.of("timeout:1"), config.getDnsConfig().getOptionsList());
    var namespaces = config.getLinux().getSecurityContext().getNamespaceOptions();
    assertEquals(NamespaceMode.NODE, namespaces.getNetwork());
    assertEquals(NamespaceMode.NODE, namespaces.getPid());
    assertEquals(NamespaceMode.POD, namespaces.getIpc());
  }

  @Test
  void ownDnsIsMerged() throws Exception {
    PodSandboxConfig config =
        config(
            """
            dnsPolicy: None
            dnsConfig: {nameservers: [192.0.2.9], searches: [a.b], options: [{name: ndots, value: "2"}]}
            """);
    assertEquals(List.of("192.0.2.9"), config.getDnsConfig().getServersList());
    assertEquals(List.of("a.b"), config.getDnsConfig().getSearchesList());
    assertEquals(List.of("ndots:2"), config.getDnsConfig().getOptionsList());
  }

  @Test
  void hostPortsAndSysctls() throws Exception {
    PodSandboxConfig config =
        SandboxConfigs.of(
            Yaml.pod(
                """
                metadata: {name: web, namespace: default, uid: u1}
                spec:
                  securityContext: {sysctls: [{name: net/ipv4/ip_forward, value: "1"}]}
                  containers:
                  - {name: a, image: i, ports: [{containerPort: 53, hostPort: 5353, protocol: UDP}, {containerPort: 80}]}
                """),
            3,
            TestNode.settings(directory));
    assertEquals(1, config.getPortMappingsCount());
    assertEquals(Protocol.UDP, config.getPortMappings(0).getProtocol());
    assertEquals(5353, config.getPortMappings(0).getHostPort());
    assertEquals("1", config.getLinux().getSysctlsMap().get("net.ipv4.ip_forward"));
    assertEquals(3, config.getMetadata().getAttempt());
  }

  @Test
  void hostsFile() throws Exception {
    String hosts =
        HostNames.hosts(
            Yaml.pod(
                """
                metadata: {name: web-0, namespace: default, uid: u1}
                spec:
                  hostname: web-0
                  subdomain: web
                  containers: []
                  hostAliases: [{ip: 192.0.2.7, hostnames: [a, b]}]
                """),
            List.of("10.244.0.5"),
            TestNode.settings(directory));
    assertTrue(hosts.contains("10.244.0.5\tweb-0.web.default.svc.cluster.local\tweb-0\n"), hosts);
    assertTrue(hosts.endsWith("192.0.2.7\ta\tb\n"), hosts);
  }

  private PodSandboxConfig config(String spec) throws Exception {
    return SandboxConfigs.of(
        Yaml.pod(
            "metadata: {name: web, namespace: default, uid: u1}\nspec:\n  containers: [{name: c, image: i}]\n"
                + (spec.equals("{}") ? "" : spec.indent(2))),
        0,
        TestNode.settings(directory));
  }
}
