package dev.skiff.controlplane.resource.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.controlplane.informer.FakeClusterState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The texts are what upstream's v1.35.4 answered. */
class HostSysctlsTest {
  private static List<String> errors(String host, String... names) {
    StringBuilder sysctls = new StringBuilder();
    for (String name : names) {
      sysctls.append(sysctls.isEmpty() ? "" : ",").append("{'name':'").append(name).append("'}");
    }
    FieldErrors errors = new FieldErrors();
    HostSysctls.check(
        "spec",
        FakeClusterState.json(
            "{'%s':true,'securityContext':{'sysctls':[%s]}}".formatted(host, sysctls)),
        errors);
    return errors.all().stream().map(FieldError::toString).toList();
  }

  @Test
  void parametersOfTheHostsNetwork() {
    assertEquals(
        List.of(
            "spec.securityContext.sysctls[0].name: Invalid value: \"net.ipv4.tcp_rmem\": may not be"
                + " specified when 'hostNetwork' is true",
            "spec.securityContext.sysctls[2].name: Invalid value: \"net/ipv4/conf/eth0.1/x\": may not"
                + " be specified when 'hostNetwork' is true"),
        errors("hostNetwork", "net.ipv4.tcp_rmem", "kernel.sem", "net/ipv4/conf/eth0.1/x"));
  }

  @Test
  void parametersOfTheHostsQueues() {
    assertEquals(
        List.of(
            "spec.securityContext.sysctls[0].name: Invalid value: \"kernel.shmmax\": may not be"
                + " specified when 'hostIPC' is true"),
        errors("hostIPC", "kernel.shmmax", "net.ipv4.tcp_rmem", "kernel.semx"));
  }
}
