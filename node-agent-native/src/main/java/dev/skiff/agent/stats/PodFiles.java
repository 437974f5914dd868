package dev.skiff.agent.stats;

import dev.skiff.agent.container.NodeSettings;
import dev.skiff.agent.volume.PodVolumes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

/** What a pod has on the node's disk beside its containers' own file systems. */
public final class PodFiles {

  private PodFiles() {}

  /** The bytes in its logs and in its emptyDir volumes that are not in memory. Walks them all. */
  public static long bytes(Pod pod, NodeSettings node) {
    var meta = pod.getMetadata();
    long bytes = bytes(node.podLogDir(meta.getNamespace(), meta.getName(), meta.getUid()));
    if (pod.getSpec().getVolumes() != null) {
      for (Volume volume : pod.getSpec().getVolumes()) {
        if (volume.getEmptyDir() != null && !"Memory".equals(volume.getEmptyDir().getMedium())) {
          bytes += bytes(PodVolumes.emptyDir(node.podDir(meta.getUid()), volume.getName()));
        }
      }
    }
    return bytes;
  }

  private static long bytes(Path directory) {
    AtomicLong sum = new AtomicLong();
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              sum.addAndGet(attributes.isRegularFile() ? attributes.size() : 0);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      // What was found until then has to do.
    }
    return sum.get();
  }
}
