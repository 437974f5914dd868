package dev.skiff.controlplane.store.sqlite;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of the log: the state of one object that one revision committed. */
@Entity
@Table(name = "log")
public class LogRow extends PanacheEntityBase {
  /** The revision that committed this state. */
  @Id public long revision;

  /** Group resource, such as {@code deployments.apps}. */
  @Column(nullable = false, updatable = false)
  public String resource;

  /** Empty for cluster-scoped objects. */
  @Column(nullable = false, updatable = false)
  public String namespace;

  @Column(nullable = false, updatable = false)
  public String name;

  /** The object's JSON, deflated, or what encryption made of it; see {@link DeflatedValues}. */
  @Column(nullable = false, updatable = false)
  public byte[] value;

  /** The revision that created the object. */
  @Column(nullable = false, updatable = false)
  public long created;

  /** The revision of the state that this one replaces; 0 if there was none. */
  @Column(nullable = false, updatable = false)
  public long previous;

  /** Whether the object is gone since. */
  @Column(nullable = false, updatable = false)
  public boolean deleted;
}
