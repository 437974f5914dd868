package dev.skiff.controlplane.api.verb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.ListBody;
import dev.skiff.controlplane.api.request.ContinueToken;
import dev.skiff.controlplane.api.request.ListOptions;
import dev.skiff.controlplane.cache.CachedObject;
import dev.skiff.controlplane.cache.Snapshot;
import dev.skiff.controlplane.store.Key;
import dev.skiff.controlplane.store.StoreException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Lists objects, in pages if asked: a concatenation of stored bytes. */
@Singleton
public final class ListVerb {
  private final Reads reads;

  ListVerb(Reads reads) {
    this.reads = reads;
  }

  /** Answers a list. */
  public ApiResponse handle(ResourceCall call) {
    ListOptions options = ListOptions.of(call.request(), call.info(), call.type());
    call.format().requireList(call.type());
    Page page = page(call, options);
    return ListBody.of(
        call.view(), page.metadata(), page.objects(), acceptsGzip(call), call.warnings());
  }

  /**
   * What a list answers with.
   *
   * @param metadata of the list: its revision, and where it goes on
   */
  record Page(ObjectNode metadata, List<CachedObject> objects) {}

  /** The objects that options select, for all verbs that work on many. */
  Page page(ResourceCall call, ListOptions options) {
    Snapshot snapshot = snapshot(call, options);
    ContinueToken token = options.continueToken();
    Key after = token == null ? null : token.key(call.storageResource());
    // A list from any revision comes whole: upstream's cache ignores the limit there, too.
    int limit = options.revision() == 0 ? 0 : options.limit();

    Selection selection = new Selection(call, options);
    List<CachedObject> page = new ArrayList<>();
    Iterator<CachedObject> objects =
        selection.candidates(snapshot.objects(call.namespace(), after).iterator());
    while (objects.hasNext() && (limit == 0 || page.size() < limit)) {
      CachedObject object = objects.next();
      if (selection.matches(object)) page.add(object);
    }
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    metadata.put("resourceVersion", Long.toString(snapshot.revision()));
    boolean one = !call.namespace().isEmpty() && options.fields().namesOne();
    if (objects.hasNext() && !page.isEmpty() && !one) {
      Key last = page.getLast().key();
      metadata.put(
          "continue",
          new ContinueToken(snapshot.revision(), last.namespace(), last.name()).encode());
      if (!options.selective()) {
        metadata.put("remainingItemCount", snapshot.count(call.namespace(), last));
      }
    }
    return new Page(metadata, page);
  }

  private Snapshot snapshot(ResourceCall call, ListOptions options) {
    String resource = call.storageResource();
    ContinueToken token = options.continueToken();
    if (token != null) return continued(call, options, token);
    long revision = options.revision();
    boolean exact =
        options.match().equals("Exact")
            || (options.match().isEmpty() && options.limit() > 0 && revision > 0);
    if (!exact) return reads.snapshot(resource, revision);
    try {
      return reads.snapshotAt(resource, revision);
    } catch (StoreException.Compacted forgotten) {
      throw Statuses.expired("The resourceVersion for the provided list is too old.");
    }
  }

  private Snapshot continued(ResourceCall call, ListOptions options, ContinueToken token) {
    if (options.revision() > 0) {
      throw Statuses.badRequest("specifying resource version is not allowed when using continue");
    }
    if (token.revision() < 0) return reads.snapshot(call.storageResource(), -1);
    try {
      return reads.snapshotAt(call.storageResource(), token.revision());
    } catch (StoreException.Compacted forgotten) {
      throw continueExpired(token);
    }
  }

  /** Says that the list is gone, with a token for the inconsistent rest. */
  private static StatusException continueExpired(ContinueToken token) {
    return Statuses.continueExpired(
        new ContinueToken(-1, token.namespace(), token.name()).encode());
  }

  private static boolean acceptsGzip(ResourceCall call) {
    String accepted = call.request().header("accept-encoding");
    return accepted != null && accepted.contains("gzip");
  }
}
