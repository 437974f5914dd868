package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a removed version says in another form than its successor; what only moves is data. */
interface Reshaping {

  /**
   * From the old form into that of the successor, in place. Fields that only have another name have
   * the successor's already.
   */
  void toSuccessor(ObjectNode object);

  /** And back. */
  void fromSuccessor(ObjectNode object);
}
