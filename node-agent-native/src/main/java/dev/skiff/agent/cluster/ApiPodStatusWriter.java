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
      if (e.isNotFound() || e.isConflict() && !exists(namespace, name, uid(patch))) {
        return false;
      }
      throw new IOException(e.getMessage(), e);
    }
  }

  /** A uid that differs is a conflict, but so is a change of the same pod at the same moment. */
  private boolean exists(String namespace, String name, String uid) throws IOException {
    try {
      return client.get(ApiResource.PODS, namespace, name).getMetadata().getUid().equals(uid);
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw new IOException(e.getMessage(), e);
    }
  }

  private static String uid(ObjectNode patch) {
    return patch.path("metadata").path("uid").asText();
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
