package dev.skiff.controlplane.client;

import dev.skiff.controlplane.api.ApiHandler;
import dev.skiff.controlplane.auth.UserInfo;
import io.fabric8.kubernetes.client.http.HttpClient;

/**
 * Makes HTTP clients that call the API server in this process.
 *
 * @param user whom the clients speak for
 */
record InProcessHttpClientFactory(ApiHandler handler, UserInfo user) implements HttpClient.Factory {

  @Override
  public InProcessHttpClientBuilder newBuilder() {
    return new InProcessHttpClientBuilder(this);
  }
}
