package dev.skiff.controlplane.store.sqlite;

import dev.skiff.controlplane.store.Journal;
import dev.skiff.controlplane.store.Key;
import dev.skiff.controlplane.store.StoreException;
import dev.skiff.controlplane.store.StoredObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.query.SelectionQuery;

/**
 * The log in an SQLite file. Rows are Panache entities, read and compacted through stateless
 * sessions, because no row is ever changed and no session has to remember it; appended by a {@link
 * LogAppender}.
 */
public final class SqliteJournal implements Journal {
  /** Pages given back to the file system after a compaction; more would hold up writers. */
  private static final int VACUUM_PAGES = 2000;

  private static final String KEY_CONDITION =
      " and (:resource = '' or r.resource = :resource)"
          + " and (:namespace = '' or r.namespace = :namespace)";

  private static final String AFTER_CONDITION =
      " and (r.resource > :afterResource"
          + " or (r.resource = :afterResource and (r.namespace > :afterNamespace"
          + " or (r.namespace = :afterNamespace and r.name > :afterName))))";

  private static final String ALIVE =
      " from LogRow r where r.revision <= :revision and r.deleted = false and not exists"
          + " (select 1 from LogRow n where n.resource = r.resource"
          + " and n.namespace = r.namespace and n.name = r.name"
          + " and n.revision > r.revision and n.revision <= :revision)";

  private final SqliteFile file;
  private final SessionFactory sessions;
  private final LogAppender appender;
  private final DeflatedValues values = new DeflatedValues();
  private volatile long revision;
  private volatile long compacted;

  /** True after an append failed: something of it might be there. */
  private boolean doubtful;

  /**
   * @param file checked and locked; closed with the journal
   * @param url of that file, see {@link SqliteFile#url}
   * @param sessions sessions on that file; not closed with the journal
   */
  public SqliteJournal(SqliteFile file, String url, SessionFactory sessions) {
    this.file = file;
    this.sessions = sessions;
    this.appender = new LogAppender(url);
    read(
        session -> {
          compacted = session.get(StoreMark.class, StoreMark.ONLY).compacted;
          Long last =
              session
                  .createSelectionQuery("select max(r.revision) from LogRow r", Long.class)
                  .getSingleResult();
          revision = Math.max(compacted, last == null ? 0 : last);
          return null;
        });
  }

  @Override
  public void append(List<Entry> entries) {
    if (doubtful) withdraw();
    doubtful = true;
    try {
      appender.append(entries.stream().map(this::row).toList());
    } catch (SQLException e) {
      throw file.unavailable(e);
    }
    doubtful = false;
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
    return read(
        session -> {
          SelectionQuery<LogRow> query =
              alive(session, "select r", LogRow.class, resource, namespace, revision, after);
          if (limit > 0) query.setMaxResults(limit);
          return query.getResultStream().map(SqliteJournal::object).toList();
        });
  }

  @Override
  public long count(String resource, String namespace, long revision, Key after) {
    return read(
        session ->
            alive(session, "select count(r)", Long.class, resource, namespace, revision, after)
                .getSingleResult());
  }

  @Override
  public List<Entry> entries(long after, long upTo) {
    return read(
        session -> {
          Map<Long, StoredObject> states = new HashMap<>();
          session
              .createSelectionQuery(
                  "from LogRow p where p.revision in (select r.previous from LogRow r"
                      + " where r.revision > :after and r.revision <= :upTo)",
                  LogRow.class)
              .setParameter("after", after)
              .setParameter("upTo", upTo)
              .getResultStream()
              .forEach(row -> states.put(row.revision, object(row)));
          List<Entry> entries = new ArrayList<>();
          session
              .createSelectionQuery(
                  "from LogRow r where r.revision > :after and r.revision <= :upTo"
                      + " order by r.revision",
                  LogRow.class)
              .setParameter("after", after)
              .setParameter("upTo", upTo)
              .getResultStream()
              .forEach(row -> entries.add(entry(row, states)));
          return entries;
        });
  }

  @Override
  public void compact(long upTo) {
    long before = compacted;
    // First told, then done: who reads at an older revision checks after reading.
    compacted = upTo;
    try {
      write(session -> forget(session, before, upTo));
    } catch (StoreException e) {
      compacted = before;
      throw e;
    }
    write(session -> session.doWork(SqliteJournal::giveBackPages));
  }

  @Override
  public void close() {
    try (file) {
      appender.close();
    } catch (SQLException e) {
      throw file.unavailable(e);
    }
  }

  private static void forget(StatelessSession session, long before, long upTo) {
    session
        .createMutationQuery(
            "delete from LogRow p where p.revision in (select r.previous from LogRow r"
                + " where r.revision > :before and r.revision <= :upTo)")
        .setParameter("before", before)
        .setParameter("upTo", upTo)
        .executeUpdate();
    session
        .createMutationQuery(
            "delete from LogRow r where r.deleted = true"
                + " and r.revision > :before and r.revision <= :upTo")
        .setParameter("before", before)
        .setParameter("upTo", upTo)
        .executeUpdate();
    session
        .createMutationQuery("update StoreMark m set m.compacted = :upTo")
        .setParameter("upTo", upTo)
        .executeUpdate();
  }

  private static void giveBackPages(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("pragma incremental_vacuum(" + VACUUM_PAGES + ")");
    }
  }

  /** Removes what a failed append may have left, so that its revisions can be given again. */
  private void withdraw() {
    write(
        session ->
            session
                .createMutationQuery("delete from LogRow r where r.revision > :revision")
                .setParameter("revision", revision)
                .executeUpdate());
    doubtful = false;
  }

  private static <T> SelectionQuery<T> alive(
      StatelessSession session,
      String select,
      Class<T> type,
      String resource,
      String namespace,
      long revision,
      Key after) {
    String hql = select + ALIVE + KEY_CONDITION + (after == null ? "" : AFTER_CONDITION);
    if (type == LogRow.class) hql += " order by r.resource, r.namespace, r.name";
    SelectionQuery<T> query =
        session
            .createSelectionQuery(hql, type)
            .setParameter("revision", revision)
            .setParameter("resource", resource)
            .setParameter("namespace", namespace);
    if (after == null) return query;
    return query
        .setParameter("afterResource", after.resource())
        .setParameter("afterNamespace", after.namespace())
        .setParameter("afterName", after.name());
  }

  private <T> T read(Function<StatelessSession, T> query) {
    try (StatelessSession session = sessions.openStatelessSession()) {
      return query.apply(session);
    } catch (RuntimeException e) {
      throw file.unavailable(e);
    }
  }

  private void write(Consumer<StatelessSession> change) {
    try {
      sessions.inStatelessTransaction(change);
    } catch (RuntimeException e) {
      throw file.unavailable(e);
    }
  }

  private LogRow row(Entry entry) {
    StoredObject object = entry.object();
    LogRow row = new LogRow();
    row.revision = object.revision();
    row.resource = object.key().resource();
    row.namespace = object.key().namespace();
    row.name = object.key().name();
    row.value = values.pack(object.json());
    row.created = object.createRevision();
    row.previous = entry.previous() == null ? 0 : entry.previous().revision();
    row.deleted = entry.deleted();
    return row;
  }

  private static StoredObject object(LogRow row) {
    Key key = new Key(row.resource, row.namespace, row.name);
    return new StoredObject(key, DeflatedValues.unpack(row.value), row.created, row.revision);
  }

  private static Entry entry(LogRow row, Map<Long, StoredObject> states) {
    return new Entry(object(row), states.get(row.previous), row.deleted);
  }
}
