package dev.skiff.controlplane.resource.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The cells of volumes and what they come from. */
final class StorageCells {
  static final Map<String, Cells.Maker> MAKERS =
      Map.of(
          "persistentvolumes", StorageCells::volume,
          "persistentvolumeclaims", StorageCells::claim,
          "storageclasses.storage.k8s.io", StorageCells::storageClass,
          "csidrivers.storage.k8s.io", StorageCells::driver,
          "csinodes.storage.k8s.io", StorageCells::node,
          "volumeattachments.storage.k8s.io", StorageCells::attachment,
          "volumeattributesclasses.storage.k8s.io", StorageCells::attributesClass);

  private static final Map<String, String> MODES =
      Map.of(
          "ReadWriteOnce", "RWO",
          "ReadOnlyMany", "ROX",
          "ReadWriteMany", "RWX",
          "ReadWriteOncePod", "RWOP");
  private static final List<String> MODE_ORDER =
      List.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod");

  private StorageCells() {}

  private static String modes(JsonNode modes) {
    List<String> given = new ArrayList<>();
    modes.forEach(mode -> given.add(mode.asText()));
    return String.join(",", MODE_ORDER.stream().filter(given::contains).map(MODES::get).toList());
  }

  private static String phase(JsonNode object) {
    boolean going = object.path("metadata").has("deletionTimestamp");
    return going ? "Terminating" : Cells.text(object, "/status/phase");
  }

  private static String unset(JsonNode object, String pointer) {
    return object.at(pointer).asText("<unset>");
  }

  /** What an annotation says comes first, as before there was a field. */
  private static String className(JsonNode object) {
    String annotation = "/metadata/annotations/volume.beta.kubernetes.io~1storage-class";
    return object.at(annotation).asText(Cells.text(object, "/spec/storageClassName"));
  }

  private static List<Object> volume(JsonNode object, Instant now) {
    JsonNode claim = object.at("/spec/claimRef");
    return List.of(
        Cells.name(object),
        object.at("/spec/capacity/storage").asText("0"),
        modes(object.at("/spec/accessModes")),
        Cells.text(object, "/spec/persistentVolumeReclaimPolicy"),
        phase(object),
        claim.isMissingNode()
            ? ""
            : Cells.text(claim, "/namespace") + "/" + Cells.text(claim, "/name"),
        className(object),
        unset(object, "/spec/volumeAttributesClassName"),
        Cells.text(object, "/status/reason"),
        Cells.age(object, now),
        unset(object, "/spec/volumeMode"));
  }

  private static List<Object> claim(JsonNode object, Instant now) {
    boolean bound = !Cells.text(object, "/spec/volumeName").isEmpty();
    return List.of(
        Cells.name(object),
        phase(object),
        Cells.text(object, "/spec/volumeName"),
        bound ? object.at("/status/capacity/storage").asText("0") : "",
        bound ? modes(object.at("/status/accessModes")) : "",
        className(object),
        unset(object, "/spec/volumeAttributesClassName"),
        Cells.age(object, now),
        unset(object, "/spec/volumeMode"));
  }

  private static List<Object> storageClass(JsonNode object, Instant now) {
    boolean isDefault =
        Stream.of("storageclass.kubernetes.io", "storageclass.beta.kubernetes.io")
            .map(domain -> "/metadata/annotations/" + domain + "~1is-default-class")
            .anyMatch(annotation -> Cells.text(object, annotation).equals("true"));
    return List.of(
        Cells.name(object) + (isDefault ? " (default)" : ""),
        Cells.text(object, "/provisioner"),
        Cells.text(object, "/reclaimPolicy"),
        Cells.text(object, "/volumeBindingMode"),
        object.path("allowVolumeExpansion").asBoolean(),
        Cells.age(object, now));
  }

  private static List<Object> driver(JsonNode object, Instant now) {
    List<String> audiences = new ArrayList<>();
    for (JsonNode request : object.at("/spec/tokenRequests")) {
      audiences.add(Cells.text(request, "/audience"));
    }
    String modes = Cells.joined(object.at("/spec/volumeLifecycleModes"), "");
    return List.of(
        Cells.name(object),
        object.at("/spec/attachRequired").asBoolean(true),
        object.at("/spec/podInfoOnMount").asBoolean(),
        object.at("/spec/storageCapacity").asBoolean(),
        audiences.isEmpty() ? "<unset>" : String.join(",", audiences),
        object.at("/spec/requiresRepublish").asBoolean(),
        Cells.orNone(modes),
        Cells.age(object, now));
  }

  private static List<Object> node(JsonNode object, Instant now) {
    return List.of(Cells.name(object), object.at("/spec/drivers").size(), Cells.age(object, now));
  }

  private static List<Object> attachment(JsonNode object, Instant now) {
    return List.of(
        Cells.name(object),
        Cells.text(object, "/spec/attacher"),
        Cells.text(object, "/spec/source/persistentVolumeName"),
        Cells.text(object, "/spec/nodeName"),
        object.at("/status/attached").asBoolean(),
        Cells.age(object, now));
  }

  private static List<Object> attributesClass(JsonNode object, Instant now) {
    return List.of(Cells.name(object), Cells.text(object, "/driverName"), Cells.age(object, now));
  }
}
