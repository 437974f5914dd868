package dev.skiff.controlplane.store.sqlite;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The one row that says how far history is forgotten. */
@Entity
@Table(name = "mark")
public class StoreMark extends PanacheEntityBase {
  /** The only row's key. */
  public static final int ONLY = 1;

  @Id public int id = ONLY;

  /** The oldest revision that can be listed at. */
  @Column(nullable = false)
  public long compacted;
}
