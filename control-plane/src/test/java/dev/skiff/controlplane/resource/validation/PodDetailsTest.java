package dev.skiff.controlplane.resource.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What kube-apiserver v1.35.4 says about the same specifications. */
class PodDetailsTest {
  private static final String PLAIN =
      ", imagePullPolicy: Always, terminationMessagePolicy: File}], restartPolicy: Always,"
          + " dnsPolicy: ClusterFirst, ";

  private static List<String> problems(String container, String pod) throws IOException {
    FieldErrors errors = new FieldErrors();
    String spec = "{containers: [{name: c, image: i" + container + PLAIN + pod + "}";
    new PodSpecRules("spec", errors).check(new YAMLMapper().readTree(spec));
    return errors.all().stream().map(FieldError::toString).toList();
  }

  @Test
  void devicesAndMountsShareNeitherNamesNorPaths() throws IOException {
    assertEquals(
        List.of(
            "spec.containers[0].volumeMounts[0].name: Invalid value: \"v\": must not already exist"
                + " in volumeDevices",
            "spec.containers[0].volumeMounts[0].mountPath: Invalid value: \"/x\": must not already"
                + " exist as a path in volumeDevices",
            "spec.containers[0].volumeDevices[0].name: Invalid value: \"v\": must not already exist"
                + " in volumeMounts",
            "spec.containers[0].volumeDevices[0].devicePath: Invalid value: \"/x\": must not"
                + " already exist as a path in volumeMounts"),
        problems(
            ", volumeMounts: [{name: v, mountPath: /x}], volumeDevices: [{name: v, devicePath:"
                + " /x}]",
            "volumes: [{name: v, persistentVolumeClaim: {claimName: x}}]"));
  }

  @Test
  void containersUseClaimsOfThePod() throws IOException {
    assertEquals(
        List.of(
            "spec.resourceClaims[0]: Invalid value: {\"name\":\"a\"}: must specify one of:"
                + " `resourceClaimName`, `resourceClaimTemplateName`",
            "spec.containers[0].resources.claims[0]: Not found: \"b\": must be one of the names in"
                + " pod.spec.resourceClaims: a"),
        problems(", resources: {claims: [{name: b}]}", "resourceClaims: [{name: a}]"));
  }

  @Test
  void whatWindowsHasNot() throws IOException {
    assertEquals(
        List.of(
            "spec.hostPID: Forbidden: cannot be set for a windows pod",
            "spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod",
            "spec.containers[0].securityContext.privileged: Forbidden: cannot be set for a windows"
                + " pod"),
        problems(
            ", securityContext: {privileged: false}",
            "os: {name: windows}, hostPID: true, securityContext: {runAsUser: 1}"));
    assertEquals(
        List.of(
            "spec.securityContext.windowsOptions.runAsUserName: Invalid value: \"a\\\\b\\\\c\":"
                + " runAsUserName cannot contain more than one backslash"),
        problems("", "securityContext: {windowsOptions: {runAsUserName: 'a\\b\\c'}}"));
  }

  @Test
  void containersFitIntoTheirPod() throws IOException {
    assertEquals(
        List.of(
            "spec.resources.requests[cpu]: Invalid value: \"1\": must be greater than or equal to"
                + " aggregate container requests of 2",
            "spec.resources.containers[0][cpu].limits: Invalid value: \"3\": must be less than or"
                + " equal to pod limits of 1"),
        problems(
            ", resources: {requests: {cpu: '2'}, limits: {cpu: '3'}}",
            "resources: {requests: {cpu: '1'}, limits: {cpu: '1'}}"));
  }

  @Test
  void rulesOfRestarting() throws IOException {
    assertEquals(
        List.of(
            "spec.containers[0].restartPolicy: Required value: must specify restartPolicy when"
                + " restart rules are used",
            "spec.containers[0].restartPolicyRules[0].exitCodes: Required value: must be"
                + " specified"),
        problems(", restartPolicyRules: [{action: Restart}]", ""));
  }

  @Test
  void namesOfStorageTargets() throws IOException {
    assertEquals(
        List.of(
            "spec.volumes[0].iscsi.iqn: Invalid value: \"x\": must be valid format starting with"
                + " iqn, eui, or naa"),
        problems("", "volumes: [{name: v, iscsi: {targetPortal: p, iqn: x, lun: 0}}]"));
  }

  @Test
  void filesOfProjectedVolumes() throws IOException {
    assertEquals(
        List.of(
            "spec.volumes[0].projected.sources[0].secret.name: Required value",
            "spec.volumes[0].projected.sources[0].secret.items[0].path: Invalid value: \"/../a\":"
                + " must be a relative path",
            "spec.volumes[0].projected.sources[0].secret.items[0].path: Invalid value: \"/../a\":"
                + " must not contain '..'",
            "spec.volumes[0].projected.path: Invalid value: \"..b\": must not start with '..'",
            "spec.volumes[0].projected.sources[0]: Forbidden: may not specify more than 1 volume"
                + " type per source",
            "spec.volumes[0].projected.sources[1].downwardAPI.path: Required value",
            "spec.volumes[0].projected.sources[1].downwardAPI: Invalid value: \"resource\":"
                + " fieldRef and resourceFieldRef can not be specified simultaneously"),
        problems(
            "",
            "volumes: [{name: v, projected: {sources: [{secret: {items: [{key: k, path: /../a}]},"
                + " serviceAccountToken: {path: ..b}}, {downwardAPI: {items: [{fieldRef:"
                + " {fieldPath: metadata.uid}, resourceFieldRef: {}}]}}]}}]"));
  }

  @Test
  void keysOfWhatAVariableShows() throws IOException {
    assertEquals(
        List.of(
            "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value:"
                + " \"metadata.name['x']\": error converting fieldPath: field label does not"
                + " support subscript: metadata.name['x']"),
        problems(
            ", env: [{name: a, valueFrom: {fieldRef: {fieldPath: \"metadata.name['x']\"}}},"
                + " {name: b, valueFrom: {fieldRef: {fieldPath: \"metadata.annotations['A/B']\"}}}]",
            ""));
  }
}
