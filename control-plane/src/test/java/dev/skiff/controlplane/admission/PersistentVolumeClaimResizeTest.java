package dev.skiff.controlplane.admission;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.informer.FakeClusterState;
import org.junit.jupiter.api.Test;

class PersistentVolumeClaimResizeTest {
  private static final String FIXED =
      "persistentvolumeclaims \"c\" is forbidden: only dynamically provisioned pvc can be resized and"
          + " the storageclass that provisions the pvc must support resize";

  private final PersistentVolumeClaimResize plugin =
      new PersistentVolumeClaimResize(
          new FakeClusterState()
              .put(
                  "storageclasses.storage.k8s.io",
                  "{'metadata':{'name':'grows'},'allowVolumeExpansion':true}")
              .put("storageclasses.storage.k8s.io", "{'metadata':{'name':'fixed'}}"));

  private static String claim(String more, String size, String phase) {
    return "{'metadata':{'namespace':'a','name':'c'},'spec':{%s'resources':{'requests':{'storage':'%s'}}},'status':{'phase':'%s'}}"
        .formatted(more, size, phase);
  }

  private void update(String more, String phase, String before, String after) {
    plugin.validate(
        Requests.request(
            Operation.UPDATE,
            "persistentvolumeclaims",
            "",
            "a",
            claim(more, after, phase),
            claim(more, before, phase),
            Requests.USER));
  }

  private String refusal(String more, String phase) {
    return assertThrows(StatusException.class, () -> update(more, phase, "1Gi", "2Gi"))
        .getMessage();
  }

  @Test
  void growsIfItsClassSaysSo() {
    assertDoesNotThrow(() -> update("'storageClassName':'grows',", "Bound", "1Gi", "2Gi"));
    assertEquals(FIXED, refusal("'storageClassName':'fixed',", "Bound"));
    assertEquals(FIXED, refusal("'storageClassName':'gone',", "Bound"));
    assertEquals(FIXED, refusal("", "Bound"));
  }

  @Test
  void onlyBoundOnesGrow() {
    assertEquals(
        "persistentvolumeclaims \"c\" is forbidden: Only bound persistent volume claims can be"
            + " expanded",
        refusal("'storageClassName':'grows',", "Pending"));
  }

  @Test
  void whatDoesNotGrowIsNoConcern() {
    assertDoesNotThrow(() -> update("", "Pending", "1Gi", "1024Mi"));
  }
}
