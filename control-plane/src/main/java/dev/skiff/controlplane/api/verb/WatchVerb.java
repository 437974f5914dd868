package dev.skiff.controlplane.api.verb;

import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.Feed;
import dev.skiff.controlplane.api.request.ListOptions;
import dev.skiff.controlplane.cache.Snapshot;
import dev.skiff.controlplane.cache.WatchCache;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Streams changes from a revision on, until the client or the time-out ends it. */
@Singleton
public final class WatchVerb {
  private static final int MINIMUM_SECONDS = 1800;
  private final Reads reads;
  private final WatchCache cache;
  private final CustomWatches custom;

  WatchVerb(Reads reads, WatchCache cache, CustomWatches custom) {
    this.reads = reads;
    this.cache = cache;
    this.custom = custom;
  }

  /** Answers a watch. */
  public ApiResponse handle(ResourceCall call) {
    ListOptions options = ListOptions.of(call.request(), call.info(), call.type());
    // Nobody asked when to end: not at once for all who began at once.
    int seconds =
        options.timeoutSeconds() > 0
            ? options.timeoutSeconds()
            : MINIMUM_SECONDS + ThreadLocalRandom.current().nextInt(MINIMUM_SECONDS);
    boolean initial =
        options.sendInitialEvents() != null ? options.sendInitialEvents() : options.revision() <= 0;
    Snapshot snapshot = null;
    if (initial) snapshot = reads.snapshot(call.storageResource(), options.revision());
    Duration life = Duration.ofSeconds(seconds);
    WatchFeed feed = new WatchFeed(call, options, cache, snapshot, life, custom::remove);
    custom.add(feed, call.type());
    return new ApiResponse(
        200,
        Answers.headers(call.format().encoding().streamType(), List.copyOf(call.warnings())),
        new ApiResponse.Stream(Feed.stream(feed)));
  }
}
