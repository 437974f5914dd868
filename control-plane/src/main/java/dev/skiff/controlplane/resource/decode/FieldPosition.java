package dev.skiff.controlplane.resource.decode;

import java.util.ArrayList;
import java.util.List;

/** Where the reader is: spelt out only when something is wrong there. */
final class FieldPosition {
  private final List<Object> segments = new ArrayList<>();
  private final List<Boolean> ofMaps = new ArrayList<>();
  private final List<String> structs = new ArrayList<>();

  void enterStruct(String name) {
    structs.add(name);
  }

  void leaveStruct() {
    structs.removeLast();
  }

  /**
   * @param ofMap whether the field is a key of a map rather than a declared one
   */
  void field(String name, boolean ofMap) {
    segments.add(name);
    ofMaps.add(ofMap);
  }

  void element(int index) {
    segments.add(index);
    ofMaps.add(true);
  }

  void leaveField() {
    segments.removeLast();
    ofMaps.removeLast();
  }

  /** How many objects and lists there are around a value here. */
  int depth() {
    return segments.size();
  }

  boolean inCollection() {
    return !ofMaps.isEmpty() && ofMaps.getLast();
  }

  boolean inList() {
    return !segments.isEmpty() && segments.getLast() instanceof Integer;
  }

  boolean inMetadata() {
    return !segments.isEmpty() && segments.getFirst().equals("metadata");
  }

  /** As Go's decoder names it: innermost struct, then declared fields without indices and keys. */
  String goField() {
    StringBuilder name = new StringBuilder(structs.isEmpty() ? "" : structs.getLast());
    for (int i = 0; i < segments.size(); i++) {
      if (!ofMaps.get(i)) name.append('.').append(segments.get(i));
    }
    return name.toString();
  }

  /** As field paths are written: {@code spec.containers[0].image}. */
  @Override
  public String toString() {
    StringBuilder path = new StringBuilder();
    for (Object segment : segments) {
      if (segment instanceof Integer index) {
        path.append('[').append(index).append(']');
      } else {
        if (!path.isEmpty()) path.append('.');
        path.append(segment);
      }
    }
    return path.toString();
  }
}
