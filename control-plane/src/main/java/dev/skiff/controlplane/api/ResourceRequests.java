package dev.skiff.controlplane.api;

import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.OutputFormat;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.api.subresource.Subresources;
import dev.skiff.controlplane.api.verb.CreateVerb;
import dev.skiff.controlplane.api.verb.DeleteCollectionVerb;
import dev.skiff.controlplane.api.verb.DeleteVerb;
import dev.skiff.controlplane.api.verb.GetVerb;
import dev.skiff.controlplane.api.verb.ListVerb;
import dev.skiff.controlplane.api.verb.PatchVerb;
import dev.skiff.controlplane.api.verb.ResourceCall;
import dev.skiff.controlplane.api.verb.UpdateVerb;
import dev.skiff.controlplane.api.verb.VirtualCreate;
import dev.skiff.controlplane.api.verb.WatchVerb;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The one road: every request for a resource, whatever its kind, goes through here to its verb. */
@Singleton
final class ResourceRequests {
  private final ResourceRegistry registry;
  private final Subresources subresources;
  private final VirtualCreate virtualCreate;
  private final GetVerb get;
  private final ListVerb list;
  private final WatchVerb watch;
  private final CreateVerb create;
  private final UpdateVerb update;
  private final PatchVerb patch;
  private final DeleteVerb delete;
  private final DeleteCollectionVerb deleteCollection;

  ResourceRequests(
      ResourceRegistry registry,
      Subresources subresources,
      VirtualCreate virtualCreate,
      GetVerb get,
      ListVerb list,
      WatchVerb watch,
      CreateVerb create,
      UpdateVerb update,
      PatchVerb patch,
      DeleteVerb delete,
      DeleteCollectionVerb deleteCollection) {
    this.registry = registry;
    this.subresources = subresources;
    this.virtualCreate = virtualCreate;
    this.get = get;
    this.list = list;
    this.watch = watch;
    this.create = create;
    this.update = update;
    this.patch = patch;
    this.delete = delete;
    this.deleteCollection = deleteCollection;
  }

  private static final Set<String> OF_OBJECTS = Set.of("get", "update", "patch", "delete");

  /**
   * Answers.
   *
   * @throws StatusException to refuse
   */
  ApiResponse handle(ApiRequest request, RequestInfo info) {
    Optional<ResourceType> found = registry.find(info.group(), info.version(), info.resource());
    if (found.isEmpty()) return unknown(info);
    ResourceType type = found.get();
    if (type.custom() && !type.namespaced() && !info.namespace().isEmpty()) return notThere();
    checkScope(info, type);
    boolean proxied = info.subresource().equals("proxy");
    if (!info.rest().isEmpty() && !proxied && !type.custom()) throw Statuses.noSuchResource();
    List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    String deprecated = Deprecations.warning(type);
    if (deprecated != null) {
      warnings.add(deprecated);
      request.auditAnnotations().put("k8s.io/deprecated", "true");
    }
    try {
      OutputFormat format =
          OutputFormat.negotiate(request.header("accept"), !type.hasProtobuf(), info.verb());
      ResourceCall call = new ResourceCall(request, info, type, format, warnings);
      if (isOfNothing(info, type)) throw Statuses.noSuchResource();
      if (request.method().equals("HEAD") && !proxied) throw Statuses.methodNotAllowed();
      return info.subresource().isEmpty() ? ofObject(call) : ofSubresource(call);
    } catch (StatusException refusal) {
      if (isUnrouted(info, type, refusal, request.header("accept")) || warnings.isEmpty())
        throw refusal;
      return Answers.refusal(refusal, request.header("accept"), warnings);
    }
  }

  private ApiResponse unknown(RequestInfo info) {
    boolean builtIn =
        registry.all().stream()
            .anyMatch(type -> !type.custom() && type.group().equals(info.group()));
    if (builtIn) throw Statuses.noSuchResource();
    return notThere();
  }

  private static ApiResponse notThere() {
    return Answers.text(404, "404 page not found\n");
  }

  /** What upstream refuses before it knows which resource is meant. */
  private static boolean isUnrouted(
      RequestInfo info, ResourceType type, StatusException refusal, String accept) {
    String part = info.subresource();
    boolean noSuchPart = !part.isEmpty() && type.subresource(part).isEmpty();
    return switch (refusal.code()) {
      case 405 -> true;
      case 406 -> !Answers.acceptable(accept);
      case 415 -> info.verb().equals("patch");
      case 404 -> noSuchPart && !type.custom();
      default -> false;
    };
  }

  /** Objects of namespaced types live in a namespace, others do not; create needs to be told. */
  private static void checkScope(RequestInfo info, ResourceType type) {
    boolean namespaceItself = type.groupResource().equals("namespaces");
    boolean inNamespace = !info.namespace().isEmpty() && !namespaceItself;
    if (inNamespace && !type.namespaced()) throw Statuses.noSuchResource();
    if (inNamespace || !type.namespaced()) return;
    if (!info.collection()) throw Statuses.noSuchResource();
    boolean overAll = info.verb().equals("list") || info.verb().equals("watch");
    if (!overAll) throw Statuses.methodNotAllowed();
  }

  /** Whether an object is meant where none can be: reviews are answered and forgotten. */
  private static boolean isOfNothing(RequestInfo info, ResourceType type) {
    return !info.collection() && Collections.disjoint(type.verbs(), OF_OBJECTS);
  }

  private ApiResponse ofObject(ResourceCall call) {
    String verb = call.info().verb();
    boolean onCollection = verb.equals("create") || verb.equals("deletecollection");
    boolean watchOrList = verb.equals("watch") || verb.equals("list");
    boolean rightPath = watchOrList || onCollection == call.info().collection();
    if (!rightPath || !call.type().verbs().contains(verb)) throw Statuses.methodNotAllowed();
    return switch (verb) {
      case "get" -> get.handle(call);
      case "list" -> list.handle(call);
      case "watch" -> watch.handle(call);
      case "create" -> created(call);
      case "update" -> update.handle(call);
      case "patch" -> patch.handle(call);
      case "delete" -> delete.handle(call);
      case "deletecollection" -> deleteCollection.handle(call);
      default -> throw Statuses.methodNotAllowed();
    };
  }

  /** Of a custom resource, upstream says that the object is not there. */
  private static StatusException noSuchPart(ResourceCall call) {
    return call.type().custom()
        ? Statuses.notFound(call.type(), call.name())
        : Statuses.noSuchResource();
  }

  private ApiResponse created(ResourceCall call) {
    if (virtualCreate.serves(call)) return virtualCreate.handle(call);
    Optional<Subresources.Handler> own = subresources.find(call.type().groupResource(), "");
    return own.isPresent() ? own.get().handle(call) : create.handle(call);
  }

  private ApiResponse ofSubresource(ResourceCall call) {
    String name = call.info().subresource();
    ResourceType.Subresource declared =
        call.type().subresource(name).orElseThrow(() -> noSuchPart(call));
    String verb = call.info().verb();
    if (!declared.verbs().isEmpty() && !declared.verbs().contains(verb)) {
      throw Statuses.methodNotAllowed();
    }
    if (virtualCreate.serves(call)) return virtualCreate.handle(call);
    Optional<Subresources.Handler> own =
        subresources.find(call.type().current().groupResource(), name);
    if (own.isPresent()) return own.get().handle(call);
    return switch (verb) {
      case "get" -> get.handle(call);
      case "update" -> update.handle(call);
      case "patch" -> patch.handle(call);
      default -> throw Statuses.methodNotAllowed();
    };
  }
}
