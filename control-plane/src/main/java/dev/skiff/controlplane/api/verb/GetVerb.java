package dev.skiff.controlplane.api.verb;

import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.cache.CachedObject;
import jakarta.inject.Singleton;

/** Reads one object: the bytes as they were committed. */
@Singleton
public final class GetVerb {
  private final Reads reads;

  GetVerb(Reads reads) {
    this.reads = reads;
  }

  /** Answers a get. */
  public ApiResponse handle(ResourceCall call) {
    String version = call.parameter("resourceVersion");
    CachedObject object =
        reads
            .object(call.key(), version == null ? -1 : revision(version))
            .orElseThrow(() -> Statuses.notFound(call.type(), call.name()));
    call.format().requireObject(call.type());
    byte[] json = call.view().single(object.json(), object.revision(), true);
    return Answers.of(200, call.format().encoding(), json, call.warnings());
  }

  /** Upstream finds a malformed revision only in its store, and answers 500; it is the caller's. */
  private static long revision(String version) {
    try {
      return Long.parseUnsignedLong(version);
    } catch (NumberFormatException malformed) {
      String quoted = "\"" + version + "\"";
      String problem = "strconv.ParseUint: parsing " + quoted + ": invalid syntax";
      throw Statuses.badRequest("resourceVersion: Invalid value: " + quoted + ": " + problem);
    }
  }
}
