package dev.skiff.controlplane.api.verb;

import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.output.ListBody;
import dev.skiff.controlplane.api.request.DeleteOptions;
import dev.skiff.controlplane.api.request.ListOptions;
import dev.skiff.controlplane.api.write.Deletion;
import dev.skiff.controlplane.cache.CachedObject;
import jakarta.inject.Singleton;

/** Deletes all objects that a list would show, page by page if asked; answers with that list. */
@Singleton
public final class DeleteCollectionVerb {
  private final ListVerb lists;
  private final Deletion deletion;

  DeleteCollectionVerb(ListVerb lists, Deletion deletion) {
    this.lists = lists;
    this.deletion = deletion;
  }

  /** Answers a deletecollection. */
  public ApiResponse handle(ResourceCall call) {
    ListOptions selection = ListOptions.of(call.request(), call.info(), call.type());
    DeleteOptions options = DeleteOptions.of(call.request());
    ListVerb.Page page = lists.page(call, selection);
    for (CachedObject object : page.objects()) {
      try {
        deletion.delete(call, object.key(), options);
      } catch (StatusException refused) {
        // Somebody else deleted it meanwhile: what was wanted.
        if (refused.code() != 404) throw refused;
      }
    }
    return ListBody.of(call.view(), page.metadata(), page.objects(), false, call.warnings());
  }
}
