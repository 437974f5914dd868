package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Map;

/**
 * How objects of a kind in a version that upstream has removed differ from those of its successor.
 *
 * @param successor apiVersion of the successor
 * @param moves path of a field in the successor, with dots, to its old name in the same object
 * @param annotations path of an old number to the annotation in which the successor keeps it
 * @param reshaping what is neither; null if there is nothing
 */
record RemovedVersion(
    String successor,
    Map<String, String> moves,
    Map<String, String> annotations,
    Reshaping reshaping) {

  /**
   * Brings an object of the removed version into the successor's form; apiVersion is left alone.
   */
  void toSuccessor(ObjectNode object) {
    moves.forEach((path, oldName) -> rename(object, path, oldName, last(path)));
    annotations.forEach((path, annotation) -> toAnnotation(object, path, annotation));
    if (reshaping != null) reshaping.toSuccessor(object);
  }

  /** And back. */
  void fromSuccessor(ObjectNode object) {
    if (reshaping != null) reshaping.fromSuccessor(object);
    annotations.forEach((path, annotation) -> fromAnnotation(object, path, annotation));
    moves.forEach((path, oldName) -> rename(object, path, last(path), oldName));
  }

  /** An object's fields keep no order that matters: a renamed one goes to the end. */
  private static void rename(ObjectNode object, String path, String from, String to) {
    if (!(object.at(parent(path)) instanceof ObjectNode parent)) return;
    JsonNode value = parent.remove(from);
    if (value != null) parent.set(to, value);
  }

  private static void toAnnotation(ObjectNode object, String path, String annotation) {
    if (!(object.at(parent(path)) instanceof ObjectNode parent)) return;
    JsonNode number = parent.remove(last(path));
    if (parent.isEmpty()) removeEmpty(object, path);
    if (number == null || !number.isIntegralNumber()) return;
    object.withObject("/metadata").withObject("/annotations").put(annotation, number.asText());
  }

  private static void fromAnnotation(ObjectNode object, String path, String annotation) {
    if (!(object.at("/metadata/annotations") instanceof ObjectNode annotations)) return;
    if (!annotations.path(annotation).asText("").matches("-?\\d{1,18}")) return;
    BigInteger number = new BigInteger(annotations.remove(annotation).textValue());
    ObjectNode parent = object.withObject(parent(path));
    // As a parser would have it.
    if (number.bitLength() < 32) parent.put(last(path), number.intValue());
    else parent.put(last(path), number.longValue());
    if (annotations.isEmpty()) ((ObjectNode) object.get("metadata")).remove("annotations");
  }

  /** The object that held nothing but a field that is gone. */
  private static void removeEmpty(ObjectNode object, String path) {
    String parent = path.substring(0, path.lastIndexOf('.'));
    if (parent.indexOf('.') < 0) return;
    if (object.at(parent(parent)) instanceof ObjectNode holder) holder.remove(last(parent));
  }

  private static String parent(String path) {
    return "/" + path.substring(0, path.lastIndexOf('.')).replace('.', '/');
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
