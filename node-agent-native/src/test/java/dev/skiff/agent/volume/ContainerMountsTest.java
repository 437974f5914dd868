package dev.skiff.agent.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.agent.cri.v1.Mount;
import dev.skiff.agent.pod.Yaml;
import dev.skiff.iptables.mount.FakeMounts;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ContainerMountsTest {

  @Test
  void whatTheAgentKeepsUpToDateIsReadOnly() throws Exception {
    Pod pod =
        Yaml.pod(
            """
            metadata: {name: p, namespace: default, uid: u}
            spec:
              containers:
              - name: c
                image: i
                volumeMounts:
                - {name: config, mountPath: /config}
                - {name: secret, mountPath: /secret}
                - {name: downward, mountPath: /downward}
                - {name: projected, mountPath: /projected}
                - {name: empty, mountPath: /empty}
                - {name: shown, mountPath: /shown, readOnly: true}
              volumes:
              - {name: config, configMap: {name: a}}
              - {name: secret, secret: {secretName: a}}
              - {name: downward, downwardAPI: {items: []}}
              - {name: projected, projected: {sources: []}}
              - {name: empty, emptyDir: {}}
              - {name: shown, emptyDir: {}}
            """);
    Map<String, Path> paths =
        pod.getSpec().getVolumes().stream()
            .collect(Collectors.toMap(v -> v.getName(), v -> Path.of("/volumes", v.getName())));
    List<Mount> mounts =
        ContainerMounts.of(
            pod, pod.getSpec().getContainers().getFirst(), paths, Map.of(), null, new FakeMounts());
    assertEquals(
        List.of("/empty"),
        mounts.stream().filter(m -> !m.getReadonly()).map(Mount::getContainerPath).toList());
  }
}
