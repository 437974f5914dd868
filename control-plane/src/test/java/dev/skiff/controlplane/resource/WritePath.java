package dev.skiff.controlplane.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.informer.FakeClusterState;
import dev.skiff.controlplane.resource.behaviour.Behaviours;
import dev.skiff.controlplane.resource.behaviour.ServiceBehaviour;
import dev.skiff.controlplane.resource.decode.Encoding;
import dev.skiff.controlplane.resource.decode.FieldValidation;
import dev.skiff.controlplane.resource.decode.ObjectDecoder;
import dev.skiff.controlplane.resource.defaults.Defaulter;
import java.nio.charset.StandardCharsets;

/** What the API server does to an object before it stores it, without the server. */
public final class WritePath {
  static final ServedTypes TYPES = new ServedTypes();

  /** What is there already. */
  final FakeClusterState state = new FakeClusterState();

  final Behaviours behaviours =
      new Behaviours(new ServiceBehaviour("10.96.0.0/16", "30000-32767"), state, TYPES);

  public static ResourceType type(String apiVersion, String plural) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    return TYPES.find(group, apiVersion.substring(slash + 1), plural).orElseThrow();
  }

  /** Bare keys and single quotes are fine: everything is read as YAML. */
  static ObjectNode decode(ResourceType type, String yaml) {
    byte[] body = yaml.getBytes(StandardCharsets.UTF_8);
    return ObjectDecoder.decode(body, Encoding.YAML, type, FieldValidation.STRICT).object();
  }

  ObjectNode create(ResourceType type, String yaml) {
    ObjectNode object = decode(type, yaml);
    if (type.namespaced()) object.withObject("/metadata").put("namespace", "default");
    Defaulter.apply(type.schema(), object);
    behaviours.prepareForCreate(type, object);
    behaviours.validateCreate(type, object);
    behaviours.reserve(type, object, null).commit();
    return object;
  }

  ObjectNode update(ResourceType type, ObjectNode old, ObjectNode object) {
    Defaulter.apply(type.schema(), object);
    behaviours.prepareForUpdate(type, "", object, old);
    behaviours.validateUpdate(type, "", object, old);
    behaviours.reserve(type, object, old).commit();
    return object;
  }

  static String refusal(Runnable work) {
    try {
      work.run();
    } catch (StatusException e) {
      return e.code() + " " + e.getMessage();
    }
    throw new AssertionError("nothing was refused");
  }
}
