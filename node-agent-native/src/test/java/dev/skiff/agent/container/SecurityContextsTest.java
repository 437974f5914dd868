package dev.skiff.agent.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.agent.container.SecurityContexts.ImageUser;
import dev.skiff.agent.cri.v1.LinuxContainerSecurityContext;
import dev.skiff.agent.cri.v1.SecurityProfile.ProfileType;
import dev.skiff.agent.pod.Yaml;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecurityContextsTest {

  private static final ImageUser ROOT = new ImageUser(0L, null);

  @Test
  void theContainersOwnSettingWins() throws Exception {
    LinuxContainerSecurityContext context =
        context(
            "{runAsUser: 1, runAsGroup: 2, fsGroup: 3, supplementalGroups: [4], seccompProfile: {type: RuntimeDefault}}",
            "{runAsUser: 10, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {add: [NET_ADMIN], drop: [ALL]}}",
            ROOT);
    assertEquals(10, context.getRunAsUser().getValue());
    assertEquals(2, context.getRunAsGroup().getValue());
    assertEquals(List.of(3L, 4L), context.getSupplementalGroupsList());
    assertEquals(ProfileType.RuntimeDefault, context.getSeccomp().getProfileType());
    assertEquals(List.of("NET_ADMIN"), context.getCapabilities().getAddCapabilitiesList());
    assertEquals(List.of("ALL"), context.getCapabilities().getDropCapabilitiesList());
    assertTrue(context.getNoNewPrivs());
    assertTrue(context.getReadonlyRootfs());
    assertTrue(context.getMaskedPathsList().contains("/proc/kcore"));
  }

  @Test
  void appArmorProfilesArePassedOn() throws Exception {
    assertFalse(context("{}", "{}", ROOT).hasApparmor());
    LinuxContainerSecurityContext context =
        context(
            "{appArmorProfile: {type: Unconfined}}",
            "{appArmorProfile: {type: Localhost, localhostProfile: k8s-strict}}",
            ROOT);
    assertEquals(ProfileType.Localhost, context.getApparmor().getProfileType());
    assertEquals("k8s-strict", context.getApparmor().getLocalhostRef());
  }

  @Test
  void theImagesUserCountsWithoutASetting() throws Exception {
    assertEquals(7, context("{}", "{}", new ImageUser(7L, null)).getRunAsUser().getValue());
    LinuxContainerSecurityContext named = context("{}", "{}", new ImageUser(null, "www"));
    assertFalse(named.hasRunAsUser());
    assertEquals("www", named.getRunAsUsername());
  }

  @Test
  void runAsNonRootIsChecked() throws Exception {
    String where = " (pod: \"p_n(u)\", container: c)";
    assertEquals(
        "container has runAsNonRoot and image will run as root" + where,
        refusal("{runAsNonRoot: true}", "{}", ROOT));
    assertEquals(
        "container's runAsUser breaks non-root policy" + where,
        refusal("{runAsNonRoot: true}", "{runAsUser: 0}", new ImageUser(7L, null)));
    assertEquals(
        "container has runAsNonRoot and image has non-numeric user (www), cannot verify user is non-root"
            + where,
        refusal("{}", "{runAsNonRoot: true}", new ImageUser(null, "www")));
    context("{runAsNonRoot: true}", "{runAsUser: 5}", ROOT);
  }

  private static String refusal(String pod, String container, ImageUser user) {
    return assertThrows(ConfigException.class, () -> context(pod, container, user)).getMessage();
  }

  private static LinuxContainerSecurityContext context(
      String podContext, String containerContext, ImageUser user) throws ConfigException {
    Pod pod =
        Yaml.pod(
            """
            metadata: {name: p, namespace: n, uid: u}
            spec:
              securityContext: %s
              containers: [{name: c, image: i, securityContext: %s}]
            """
                .formatted(podContext, containerContext));
    return SecurityContexts.container(
        pod, pod.getSpec().getContainers().getFirst(), user, null, Path.of("/seccomp"));
  }
}
