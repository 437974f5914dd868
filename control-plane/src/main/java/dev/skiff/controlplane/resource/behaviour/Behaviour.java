package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.List;

/**
 * What is special about a kind. Everything has a default, so that most kinds need no class; see
 * {@link Behaviours} for what holds for all.
 */
public interface Behaviour {

  /** Behaviour of kinds about which nothing is special. */
  Behaviour PLAIN =
      new Behaviour() {
        @Override
        public boolean requiredBySchema() {
          return true;
        }
      };

  /** The form of names. */
  default Names.Rule nameRule() {
    return Names.Rule.SUBDOMAIN;
  }

  /**
   * What is wrong with a name.
   *
   * @param prefix whether it is a generateName, to which something will be added
   */
  default List<String> nameProblems(ObjectNode object, String name, boolean prefix) {
    return prefix ? Names.checkPrefix(nameRule(), name) : Names.check(nameRule(), name);
  }

  /** Whether something is added to generateName; where names mean something, it is the name. */
  default boolean generatesNames() {
    return true;
  }

  /** Whether {@code metadata.generation} counts changes of what users want. */
  default boolean generation() {
    return false;
  }

  /** Whether a change makes a new generation, for kinds that count these. */
  default boolean changed(ObjectNode object, ObjectNode old) {
    return Wanted.differs(object, old);
  }

  /** Whether that holds also for a change of fields that are dropped, as off as their feature. */
  default boolean countsWhatIsDropped() {
    return false;
  }

  /**
   * Whether texts in the spec that the schema requires must be there; others have rules of their
   * own.
   */
  default boolean requiredBySchema() {
    return false;
  }

  /** Whether the stored version is what is checked: in others, fields are in annotations. */
  default boolean validatesStored() {
    return false;
  }

  /** Whether an update is checked as a new object is; not where what is wanted never changes. */
  default boolean validatesUpdates() {
    return true;
  }

  /** Whether a status that comes with a new object is kept; Nodes register with theirs. */
  default boolean keepsStatusOnCreate() {
    return false;
  }

  /** Sets fields that the server decides on; after defaulting, before validation. */
  default void prepareForCreate(ObjectNode object) {}

  /** As {@link #prepareForCreate} for an update; the status is the old one already. */
  default void prepareForUpdate(ObjectNode object, ObjectNode old) {}

  /** As {@link #prepareForUpdate} for the status subresource; the spec is the old one already. */
  default void prepareForStatusUpdate(ObjectNode object, ObjectNode old) {}

  /** The object is about to be deleted; finalizers set here hold it. */
  default void prepareForDelete(ObjectNode object) {}

  /**
   * Looks for errors of which upstream tells before it looks at anything else.
   *
   * @param old null on create
   */
  default void validateFirst(ObjectNode object, ObjectNode old, FieldErrors errors) {}

  /**
   * What of a new or changed object is looked at: what others decide, or what never changes, may be
   * left out.
   *
   * @param old null on create
   */
  default ObjectNode checked(ObjectNode object, ObjectNode old) {
    return object;
  }

  /** Looks for errors in a new or changed object. */
  default void validate(ObjectNode object, FieldErrors errors) {}

  /**
   * As {@link #validate(ObjectNode, FieldErrors)} for kinds that tolerate what was wrong before.
   *
   * @param old null on create
   */
  default void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    validate(object, errors);
  }

  /** Looks for what only a new object must not have; called after {@link #validate}. */
  default void validateCreate(ObjectNode object, FieldErrors errors) {}

  /** Looks for changes that are not allowed; called after {@link #validate}. */
  default void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}

  /** What of a changed status the rules by field are about; nothing for most kinds. */
  default JsonNode checkedStatus(ObjectNode object, ObjectNode old) {
    return MissingNode.getInstance();
  }

  /** Looks for errors in a changed status. */
  default void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {}

  /**
   * Takes what the object needs of a shared supply, such as addresses, and writes it into the
   * object. Called after validation, before the commit.
   *
   * @param old null on create
   * @return gives it back if the write fails
   */
  default Reservation reserve(ObjectNode object, ObjectNode old, FieldErrors errors) {
    return Reservation.NONE;
  }

  /** The object is gone; what it held is free. */
  default void deleted(ObjectNode last) {}
}
