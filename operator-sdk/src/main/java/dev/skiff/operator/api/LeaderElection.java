package dev.skiff.operator.api;

import dev.skiff.operator.runtime.LeaderElector;
import dev.skiff.operator.runtime.LeaseRecord;
import dev.skiff.operator.runtime.SystemTimer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Objects;

/**
 * Of several copies of a program, at most one leads. The leader renews a Lease; if it cannot for
 * the renew deadline, it steps down before another may step up, because the Lease lasts longer.
 */
public final class LeaderElection implements AutoCloseable {
  private final LeaderElector elector;
  private final SystemTimer timer;

  private LeaderElection(LeaderElector elector, SystemTimer timer) {
    this.elector = elector;
    this.timer = timer;
  }

  /** Begins an election that is held through a client. */
  public static Builder of(KubernetesClient client) {
    return new Builder(client);
  }

  /** Whether this copy leads now. Ask before every act that only a leader may do. */
  public boolean leading() {
    return elector.leading();
  }

  /** Steps down and gives the Lease back, so that another need not wait. */
  @Override
  public void close() {
    elector.close();
    timer.close();
  }

  /** Settings; durations as upstream's components have them. */
  public static final class Builder {
    private final KubernetesClient client;
    private String namespace;
    private String name;
    private String identity;
    private Runnable onElected = () -> {};
    private Runnable onLost = () -> {};
    private LeaderElector.Durations durations =
        new LeaderElector.Durations(
            Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

    private Builder(KubernetesClient client) {
      this.client = client;
    }

    /** Which Lease. */
    public Builder lease(String namespace, String name) {
      this.namespace = namespace;
      this.name = name;
      return this;
    }

    /** This copy's name; must differ from all others'. */
    public Builder identity(String identity) {
      this.identity = identity;
      return this;
    }

    /**
     * How long the Lease lasts, how long the leader goes on without renewing it, and how often it
     * tries.
     */
    public Builder durations(Duration lease, Duration renewDeadline, Duration retryPeriod) {
      this.durations = new LeaderElector.Durations(lease, renewDeadline, retryPeriod);
      return this;
    }

    /** Called when this copy begins to lead. */
    public Builder onElected(Runnable action) {
      this.onElected = action;
      return this;
    }

    /** Called when this copy leads no more; it must have stopped acting when this returns. */
    public Builder onLost(Runnable action) {
      this.onLost = action;
      return this;
    }

    /** Takes part from now on. */
    public LeaderElection start() {
      Objects.requireNonNull(identity, "identity");
      SystemTimer timer = new SystemTimer();
      LeaderElector elector =
          new LeaderElector(
              new LeaseRecord(client, namespace, name),
              identity,
              durations,
              timer,
              onElected,
              onLost);
      elector.start();
      return new LeaderElection(elector, timer);
    }
  }
}
