package dev.skiff.operator.runtime;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/** The record as a Lease of coordination.k8s.io. */
public final class LeaseRecord implements LeaseStore {
  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final String namespace;
  private final String name;

  public LeaseRecord(KubernetesClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  @Override
  public Optional<Entry> read() {
    return Optional.ofNullable(client.leases().inNamespace(namespace).withName(name).get())
        .map(LeaseRecord::entry);
  }

  @Override
  public Optional<Entry> write(Optional<Entry> before, Entry entry) {
    Lease lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .withResourceVersion(before.map(Entry::version).orElse(null))
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(entry.holder())
            .withAcquireTime(zoned(entry.acquired()))
            .withRenewTime(zoned(entry.renewed()))
            .withLeaseDurationSeconds(entry.seconds())
            .withLeaseTransitions(entry.transitions())
            .endSpec()
            .build();
    try {
      var resource = client.resource(lease);
      return Optional.of(entry(before.isPresent() ? resource.update() : resource.create()));
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT) return Optional.empty();
      throw e;
    }
  }

  private static Entry entry(Lease lease) {
    var spec = lease.getSpec();
    return new Entry(
        spec.getHolderIdentity() == null ? "" : spec.getHolderIdentity(),
        instant(spec.getAcquireTime()),
        instant(spec.getRenewTime()),
        spec.getLeaseDurationSeconds() == null ? 0 : spec.getLeaseDurationSeconds(),
        spec.getLeaseTransitions() == null ? 0 : spec.getLeaseTransitions(),
        lease.getMetadata().getResourceVersion());
  }

  private static Instant instant(ZonedDateTime time) {
    return time == null ? Instant.EPOCH : time.toInstant();
  }

  private static ZonedDateTime zoned(Instant time) {
    return time.atZone(ZoneOffset.UTC);
  }
}
