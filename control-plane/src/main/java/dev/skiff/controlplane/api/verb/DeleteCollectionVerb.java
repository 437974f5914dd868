package dev.skiff.controlplane.api.verb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.output.ListBody;
import dev.skiff.controlplane.api.request.DeleteOptions;
import dev.skiff.controlplane.api.request.ListOptions;
import dev.skiff.controlplane.api.write.Deletion;
import dev.skiff.controlplane.cache.CachedObject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Deletes all objects that a selection meets; answers with what they were. */
@Singleton
public final class DeleteCollectionVerb {
  private final ListVerb lists;
  private final Reads reads;
  private final Deletion deletion;

  DeleteCollectionVerb(ListVerb lists, Reads reads, Deletion deletion) {
    this.lists = lists;
    this.reads = reads;
    this.deletion = deletion;
  }

  /** Answers a deletecollection. */
  public ApiResponse handle(ResourceCall call) {
    ListOptions selection = ListOptions.of(call.request(), call.info(), call.type());
    DeleteOptions options = DeleteOptions.of(call.request());
    List<CachedObject> deleted = new ArrayList<>();
    for (CachedObject object : lists.select(call, selection)) {
      try {
        deletion.delete(call, object.key(), options);
        deleted.add(object);
      } catch (StatusException refused) {
        // Somebody else deleted it meanwhile: what was wanted.
        if (refused.code() != 404) throw refused;
      }
    }
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    long revision = reads.snapshot(call.storageResource(), -1).revision();
    metadata.put("resourceVersion", Long.toString(revision));
    return ListBody.of(call.view(), metadata, deleted, false, call.warnings());
  }
}
