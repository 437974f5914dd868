package dev.skiff.controlplane.client;

import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Builds {@link InProcessHttpClient}s; of all settings only interceptors and tags mean anything.
 */
final class InProcessHttpClientBuilder
    extends StandardHttpClientBuilder<
        InProcessHttpClient, InProcessHttpClientFactory, InProcessHttpClientBuilder> {

  InProcessHttpClientBuilder(InProcessHttpClientFactory factory) {
    super(factory);
  }

  @Override
  public InProcessHttpClient build() {
    AtomicBoolean closed = client == null ? new AtomicBoolean() : client.getClosed();
    return new InProcessHttpClient(this, closed, clientFactory.handler(), clientFactory.user());
  }

  @Override
  protected InProcessHttpClientBuilder newInstance(InProcessHttpClientFactory factory) {
    return new InProcessHttpClientBuilder(factory);
  }
}
