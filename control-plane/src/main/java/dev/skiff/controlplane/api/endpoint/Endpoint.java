package dev.skiff.controlplane.api.endpoint;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import java.util.List;

/** Answers requests for paths that are no resources. */
public interface Endpoint {

  /** The paths to show in the list at {@code /}. */
  List<String> paths();

  /**
   * Answers.
   *
   * @return null if the path is not one of this endpoint's
   */
  ApiResponse handle(ApiRequest request);
}
