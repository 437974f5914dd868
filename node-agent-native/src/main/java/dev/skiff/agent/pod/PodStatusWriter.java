package dev.skiff.agent.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Writes to Pod objects. All calls block and may be repeated. */
public interface PodStatusWriter {

  /**
   * Sends a strategic merge patch to the pod's status subresource. The patch holds metadata.uid, so
   * that a pod of the same name made later is not touched.
   *
   * @return whether the pod exists (with that uid)
   * @throws IOException when the API server was not reached or refused for another reason
   */
  boolean patchStatus(String namespace, String name, ObjectNode patch) throws IOException;

  /**
   * Deletes the object at once (gracePeriodSeconds 0, precondition uid); gone already is success.
   */
  void delete(String namespace, String name, String uid) throws IOException;
}
