package dev.skiff.agent.housekeeping;

import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.cri.ImageService;
import dev.skiff.agent.cri.RuntimeService;
import dev.skiff.agent.cri.v1.Container;
import dev.skiff.agent.cri.v1.Image;
import dev.skiff.agent.stats.DiskUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Removes images that no container uses when their disk is full: from 85 % on, until 80 % are
 * reached, the longest unused first. Used by one thread.
 */
public final class ImageCollector {

  private static final Logger LOG = Logger.getLogger(ImageCollector.class);
  private static final int HIGH_PERCENT = 85;
  private static final int LOW_PERCENT = 80;
  private static final Duration MINIMUM_AGE = Duration.ofMinutes(2);

  private final RuntimeService runtime;
  private final ImageService images;
  private final Supplier<DiskUsage> disk;
  private final Predicate<Image> kept;
  private final Consumer<String> failed;
  private final InstantSource clock;
  private final Map<String, Seen> seen = new HashMap<>();

  /** When an image was found first and when a container used it last. */
  private record Seen(Instant found, Instant used) {}

  /**
   * A collector that has seen nothing yet.
   *
   * @param disk the file system of the images
   * @param kept images that are never removed, as they cannot be had again
   * @param failed is told when not enough can be removed
   */
  public ImageCollector(
      RuntimeService runtime,
      ImageService images,
      Supplier<DiskUsage> disk,
      Predicate<Image> kept,
      Consumer<String> failed,
      InstantSource clock) {
    this.runtime = runtime;
    this.images = images;
    this.disk = disk;
    this.kept = kept;
    this.failed = failed;
    this.clock = clock;
  }

  /** Looks, and removes what has to go. */
  public synchronized void run() {
    try {
      DiskUsage usage = disk.get();
      List<Image> unused = unused();
      long used = usage.total() - usage.available();
      if (usage.total() == 0 || used * 100 / usage.total() < HIGH_PERCENT) {
        return;
      }
      free(unused, used - usage.total() / 100 * LOW_PERCENT);
    } catch (CriException e) {
      LOG.debugf("images are not looked at: %s", e.getMessage());
    }
  }

  /** Removes all unused images but the youngest: there is no room for pods. */
  public synchronized void removeUnused() {
    try {
      unused().stream().filter(image -> !young(image)).forEach(this::remove);
    } catch (CriException e) {
      LOG.debugf("images are not looked at: %s", e.getMessage());
    }
  }

  private void free(List<Image> unused, long wanted) {
    long freed = 0;
    for (Image image : unused) {
      if (freed < wanted && !young(image) && remove(image)) {
        freed += image.getSize();
      }
    }
    if (freed < wanted) {
      failed.accept(
          ("Failed to garbage collect required amount of images. Attempted to free %d bytes, but "
                  + "only found %d bytes eligible to free.")
              .formatted(wanted, freed));
    }
  }

  /** A container of the Pod that it was pulled for may be about to start. */
  private boolean young(Image image) {
    return seen.get(image.getId()).found().plus(MINIMUM_AGE).isAfter(clock.instant());
  }

  private boolean remove(Image image) {
    try {
      images.removeImage(image.getId());
      LOG.infof("removed image %s, which nobody used", image.getId());
      return true;
    } catch (CriException e) {
      LOG.warnf("image %s is not removed: %s", image.getId(), e.getMessage());
      return false;
    }
  }

  /** The longest unused first. */
  private List<Image> unused() {
    Instant now = clock.instant();
    Set<String> used = new HashSet<>();
    for (Container container : runtime.listContainers(Map.of())) {
      used.add(container.getImageRef());
      used.add(container.getImage().getImage());
    }
    List<Image> present = images.listImages();
    Set<String> ids = new HashSet<>();
    for (Image image : present) {
      ids.add(image.getId());
      Seen before = seen.getOrDefault(image.getId(), new Seen(now, Instant.EPOCH));
      seen.put(image.getId(), uses(used, image) ? new Seen(before.found(), now) : before);
    }
    seen.keySet().retainAll(ids);
    return present.stream()
        .filter(image -> !uses(used, image) && !image.getPinned() && !kept.test(image))
        .sorted(
            Comparator.comparing((Image image) -> seen.get(image.getId()).used())
                .thenComparing(image -> seen.get(image.getId()).found()))
        .toList();
  }

  private static boolean uses(Set<String> used, Image image) {
    return used.contains(image.getId())
        || image.getRepoTagsList().stream().anyMatch(used::contains)
        || image.getRepoDigestsList().stream().anyMatch(used::contains);
  }
}
