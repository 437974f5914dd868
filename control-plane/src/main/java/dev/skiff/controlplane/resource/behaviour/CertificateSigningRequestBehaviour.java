package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Requests for certificates: what was asked, and by whom, never changes. */
final class CertificateSigningRequestBehaviour implements Behaviour {
  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    if (old.has("spec")) object.set("spec", old.get("spec").deepCopy());
  }
}
