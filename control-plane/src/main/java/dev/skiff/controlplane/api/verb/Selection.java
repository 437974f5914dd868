package dev.skiff.controlplane.api.verb;

import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.api.request.ListOptions;
import dev.skiff.controlplane.cache.CachedObject;
import dev.skiff.controlplane.cache.FieldPaths;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.VersionConverter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Which objects a list or a watch selects. The cache knows the labels and selectable fields of
 * objects as they are stored; another version of a custom resource may have other fields, and other
 * labels if a webhook converts it, which are known when the object is converted.
 */
final class Selection {
  /** Objects that are converted at once: a webhook is asked once for them. */
  private static final int BATCH = 500;

  private final ListOptions options;
  private final ResourceCall call;
  private final boolean byStored;
  private final boolean keepsLabels;
  private final byte[] storedPrefix;
  private final FieldPaths paths;

  Selection(ResourceCall call, ListOptions options) {
    ResourceType type = call.type();
    this.options = options;
    this.call = call;
    this.keepsLabels = type.converter() == VersionConverter.NONE || options.labels().isEmpty();
    this.byStored = !type.custom() || (keepsLabels && options.fields().namesMetadataOnly());
    this.storedPrefix =
        type.version().equals(type.storageVersion())
            ? ObjectBytes.prefix(type.kind(), type.apiVersion())
            : null;
    this.paths = byStored ? null : new FieldPaths(type.selectableFields());
  }

  /** Whether anything is left out. */
  boolean selective() {
    return options.selective();
  }

  /**
   * Objects of which every one that is selected is among the results, those that need it in the
   * version of the request.
   */
  Iterator<CachedObject> candidates(Iterator<CachedObject> objects) {
    return byStored ? objects : new Converted(objects);
  }

  /** Whether an object may be selected; asks nobody. */
  boolean mayMatch(CachedObject object) {
    boolean known = known(object);
    return (!(known || keepsLabels) || options.labels().matches(object.labels()))
        && (!known || options.fields().matches(object.fields()));
  }

  /** Whether an object is selected; may ask a conversion webhook. */
  boolean matches(CachedObject object) {
    return mayMatch(object) && (known(object) || matchesInVersion(object));
  }

  private boolean matchesInVersion(CachedObject object) {
    CachedObject converted = inVersion(object);
    return options.labels().matches(converted.labels())
        && options.fields().matches(converted.fields());
  }

  /** Whether the cache knows what the selection asks about. */
  private boolean known(CachedObject object) {
    return byStored
        || (storedPrefix != null && ObjectBytes.startsWith(object.json(), storedPrefix));
  }

  private CachedObject inVersion(CachedObject object) {
    byte[] json = call.view().inVersion(object.json(), object.revision());
    return paths.read(object.withJson(json).stored());
  }

  /** Converts in batches what may be selected; the fields of the results are those asked for. */
  private final class Converted implements Iterator<CachedObject> {
    private final Iterator<CachedObject> objects;
    private Iterator<CachedObject> batch = List.<CachedObject>of().iterator();

    Converted(Iterator<CachedObject> objects) {
      this.objects = objects;
    }

    @Override
    public boolean hasNext() {
      while (!batch.hasNext() && objects.hasNext()) batch = nextBatch().iterator();
      return batch.hasNext();
    }

    @Override
    public CachedObject next() {
      hasNext();
      return batch.next();
    }

    private List<CachedObject> nextBatch() {
      List<CachedObject> some = new ArrayList<>();
      while (objects.hasNext() && some.size() < BATCH) {
        CachedObject object = objects.next();
        if (mayMatch(object)) some.add(object);
      }
      return call.view().inVersion(some).stream()
          .map(converted -> paths.read(converted.stored()))
          .toList();
    }
  }
}
