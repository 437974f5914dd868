package dev.skiff.controlplane.store;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Keeps the log in memory: for tests and for throw-away clusters of the operator test kit. */
public final class MemoryJournal implements Journal {
  private final NavigableMap<Long, Entry> log = new ConcurrentSkipListMap<>();
  private volatile long revision = FIRST_REVISION;
  private volatile long compacted = FIRST_REVISION;

  @Override
  public void append(List<Entry> entries) {
    for (Entry entry : entries) log.put(entry.object().revision(), entry);
    revision = entries.getLast().object().revision();
  }

  @Override
  public long revision() {
    return revision;
  }

  @Override
  public long compactedRevision() {
    return compacted;
  }

  @Override
  public List<StoredObject> list(
      String resource, String namespace, long revision, Key after, int limit) {
    List<StoredObject> all = alive(resource, namespace, revision, after);
    return limit == 0 || all.size() <= limit ? all : all.subList(0, limit);
  }

  @Override
  public long count(String resource, String namespace, long revision, Key after) {
    return alive(resource, namespace, revision, after).size();
  }

  @Override
  public List<Entry> entries(long after, long upTo) {
    return List.copyOf(log.subMap(after, false, upTo, true).values());
  }

  @Override
  public void compact(long revision) {
    long before = compacted;
    // First told, then done: who reads at an older revision checks after reading.
    compacted = revision;
    for (Entry entry : log.subMap(before, true, revision, true).values()) {
      if (entry.previous() != null) log.remove(entry.previous().revision());
      if (entry.deleted()) log.remove(entry.object().revision());
    }
  }

  @Override
  public void close() {
    log.clear();
  }

  private List<StoredObject> alive(String resource, String namespace, long revision, Key after) {
    NavigableMap<Key, StoredObject> objects = new TreeMap<>();
    for (Entry entry : log.headMap(revision, true).values()) {
      StoredObject object = entry.object();
      Key key = object.key();
      if (!resource.isEmpty() && !key.resource().equals(resource)) continue;
      if (!namespace.isEmpty() && !key.namespace().equals(namespace)) continue;
      if (entry.deleted()) objects.remove(key);
      else objects.put(key, object);
    }
    return new ArrayList<>(
        after == null ? objects.values() : objects.tailMap(after, false).values());
  }
}
