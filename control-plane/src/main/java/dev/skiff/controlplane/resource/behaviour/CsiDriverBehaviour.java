package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** CSI drivers: they count changes of what may change, beginning with the first. */
final class CsiDriverBehaviour implements Behaviour {
  private static final List<String> CHANGEABLE =
      List.of("tokenRequests", "requiresRepublish", "seLinuxMount");

  @Override
  public boolean requiredBySchema() {
    return true;
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    for (String field : CHANGEABLE) {
      if (object.path("spec").path(field).equals(old.path("spec").path(field))) continue;
      long before = old.path("metadata").path("generation").asLong();
      object.withObject("/metadata").put("generation", before + 1);
      return;
    }
  }
}
