package dev.skiff.controlplane.api;

/**
 * The API server without a transport: authorisation, admission, storage and answers. The Quarkus
 * REST resources and the in-process client both call it.
 */
public interface ApiHandler {

  /**
   * Blocks; call it on a virtual thread. Errors are answers (a {@code Status}), never exceptions.
   */
  ApiResponse handle(ApiRequest request);
}
