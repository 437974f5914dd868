package dev.skiff.agent.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.ApiException;
import dev.skiff.agent.api.ApiResource;
import dev.skiff.agent.pod.PodStatusWriter;
import java.io.IOException;

/** Writes pods' status to the API server. */
public final class ApiPodStatusWriter implements PodStatusWriter {

  private final ApiClient client;

  public ApiPodStatusWriter(ApiClient client) {
    this.client = client;
  }

  @Override
  public boolean patchStatus(String namespace, String name, ObjectNode patch) throws IOException {
    try {
      client.patch(ApiResource.PODS, namespace, name, "status", patch);
      return true;
    } catch (ApiException e) {
      // A uid that differs is a conflict: the pod that was meant is gone.
      if (e.isNotFound() || e.isConflict()) {
        return false;
      }
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void delete(String namespace, String name, String uid) throws IOException {
    try {
      client.delete(ApiResource.PODS, namespace, name, 0, uid);
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }
}
