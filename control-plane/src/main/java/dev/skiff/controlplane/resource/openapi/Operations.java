package dev.skiff.controlplane.resource.openapi;

import dev.skiff.controlplane.resource.BuiltInTypes;
import dev.skiff.controlplane.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What may be done with the objects of a type, and at which paths.
 *
 * <p>Source: what upstream's kube-apiserver v1.35 publishes; its words are part of the API.
 */
final class Operations {
  private static final String INSTEAD =
      ". deprecated: use the 'watch' parameter with a list operation instead";
  private static final List<String> PROXY_METHODS =
      List.of("delete", "get", "head", "options", "patch", "post", "put");

  private final ResourceType type;
  private final BuiltInTypes builtIn;
  private final Operation.Kind kind;
  private final String definition;
  private final String root;
  private final String collection;
  private final List<Operation> operations = new ArrayList<>();

  private Operations(ResourceType type, BuiltInTypes builtIn) {
    this.type = type;
    this.builtIn = builtIn;
    kind = new Operation.Kind(type.group(), type.version(), type.kind());
    definition = Components.name(type);
    root = (type.group().isEmpty() ? "/api/" : "/apis/") + type.apiVersion();
    collection = (type.namespaced() ? "/namespaces/{namespace}/" : "/") + type.plural();
  }

  /** All that may be done with a type. */
  static List<Operation> of(ResourceType type, BuiltInTypes builtIn) {
    Operations operations = new Operations(type, builtIn);
    operations.collection();
    operations.object();
    if (type.verbs().contains("watch") && !type.custom()) operations.watches();
    for (ResourceType.Subresource subresource : type.subresources()) {
      operations.subresource(subresource);
    }
    return operations.operations;
  }

  private void collection() {
    String path = root + collection;
    if (can("list")) {
      boolean watched = can("watch") && !type.custom();
      String description = (watched ? "list or watch" : "list") + " objects of kind " + type.kind();
      Route list =
          new Route(path, "get", "list", description)
              .produces(type.custom() ? MediaTypes.JSON_YAML : MediaTypes.LISTS)
              .options("ListOptions")
              .answers(Components.listName(type), "200");
      list.add(scoped(type.kind()));
      if (type.namespaced()) {
        list.at(root + "/" + type.plural()).add(type.kind() + "ForAllNamespaces");
      }
    }
    if (can("create")) {
      new Route(path, "post", "create", "create " + OperationNames.withArticle(type.kind()))
          .action("post")
          .sends(definition)
          .options("CreateOptions")
          .answers(definition, "200", "201", "202")
          .add(scoped(type.kind()));
    }
    if (can("deletecollection")) {
      Route delete =
          new Route(path, "delete", "delete", "delete collection of " + type.kind())
              .action("deletecollection")
              .options("ListOptions")
              .answers(Operation.STATUS, "200");
      if (!type.custom()) delete.deleteOptions().without("watch", "allowWatchBookmarks");
      delete.add("Collection" + scoped(type.kind()));
    }
  }

  private void object() {
    String path = root + collection + "/{name}";
    object(path, "", type.verbs(), kind, definition);
    if (!can("delete")) return;
    String answer =
        type.answersDeletionWithObject() && !type.custom() ? definition : Operation.STATUS;
    new Route(path, "delete", "delete", "delete " + OperationNames.withArticle(type.kind()))
        .deleteOptions()
        .answers(answer, "200", "202")
        .add(scoped(type.kind()));
  }

  /** Reading and changing an object, or a part of it. */
  private void object(String path, String part, Set<String> verbs, Operation.Kind of, String sent) {
    String partOf = part.isEmpty() ? "" : " " + part + " of";
    String suffix = " the specified " + type.kind();
    String what = scoped(type.kind()) + OperationNames.capital(part);
    if (verbs.contains("get")) {
      Route get = new Route(path, "get", "read", "read" + partOf + suffix).action("get").about(of);
      if (type.custom()) get.options("GetOptions");
      get.answers(sent, "200").add(what);
    }
    if (verbs.contains("update")) {
      new Route(path, "put", "replace", "replace" + partOf + suffix)
          .action("put")
          .about(of)
          .sends(sent)
          .options("UpdateOptions")
          .answers(sent, "200", "201")
          .add(what);
    }
    if (verbs.contains("patch")) {
      Route patch =
          new Route(path, "patch", "patch", "partially update" + partOf + suffix)
              .about(of)
              .consumes(type.custom() ? MediaTypes.CUSTOM_PATCHES : MediaTypes.PATCHES)
              .sends(Operation.PATCH)
              .options("PatchOptions")
              .answers(sent, "200");
      if (!type.custom()) patch.answers(sent, "201");
      patch.add(what);
    }
  }

  /** The old paths of watches. */
  private void watches() {
    String list = "watch individual changes to a list of " + type.kind() + INSTEAD + ".";
    Route all =
        new Route(root + "/watch" + collection, "get", "watch", list)
            .action("watchlist")
            .produces(MediaTypes.LISTS)
            .options("ListOptions")
            .answers(Operation.WATCH_EVENT, "200");
    all.add(scoped(type.kind()) + "List");
    if (type.namespaced()) {
      all.at(root + "/watch/" + type.plural()).add(type.kind() + "ListForAllNamespaces");
    }
    if (!can("get")) return;
    String one = "watch changes to an object of kind " + type.kind() + INSTEAD;
    new Route(
            root + "/watch" + collection + "/{name}",
            "get",
            "watch",
            one + ", filtered to a single item with the 'fieldSelector' parameter.")
        .produces(MediaTypes.LISTS)
        .options("ListOptions")
        .answers(Operation.WATCH_EVENT, "200")
        .add(scoped(type.kind()));
  }

  private void subresource(ResourceType.Subresource subresource) {
    String name = subresource.name();
    String path = root + collection + "/{name}/" + name;
    if (subresource.kind().endsWith("Options")) {
      connect(subresource, path);
      return;
    }
    if (name.equals("log")) {
      new Route(path, "get", "read", "read log of the specified " + type.kind())
          .action("get")
          .produces(MediaTypes.LOGS)
          .options("PodLogOptions")
          .answers(Operation.TEXT, "200")
          .add(scoped(type.kind()) + OperationNames.capital(name));
      return;
    }
    Operation.Kind of =
        type.custom()
            ? kind
            : new Operation.Kind(subresource.group(), subresource.version(), subresource.kind());
    boolean own = subresource.kind().equals(type.kind());
    String sent = own ? definition : Components.subresourceName(subresource);
    object(path, name, subresource.verbs(), of, sent);
    if (subresource.verbs().contains("create")) {
      String noun = OperationNames.withArticle(type.kind());
      new Route(path, "post", "create", "create " + name + " of " + noun)
          .action("post")
          .about(of)
          .sends(sent)
          .options("CreateOptions")
          .answers(sent, "200", "201", "202")
          .add(scoped(type.kind()) + OperationNames.capital(name));
    }
  }

  /** Streams and proxies, which take and give what the other end does. */
  private void connect(ResourceType.Subresource subresource, String path) {
    boolean proxy = subresource.kind().endsWith("ProxyOptions");
    for (String method : proxy ? PROXY_METHODS : List.of("get", "post")) {
      String description =
          "connect %s requests to %s of %s"
              .formatted(method.toUpperCase(), subresource.name(), type.kind());
      Route connect =
          new Route(path, method, "connect", description)
              .about(new Operation.Kind(type.group(), type.version(), subresource.kind()))
              .produces(MediaTypes.ANY)
              .plain()
              .options(subresource.kind())
              .answers(Operation.TEXT, "200");
      String what =
          OperationNames.capital(method)
              + scoped(type.kind())
              + OperationNames.capital(subresource.name());
      connect.add(what);
      if (proxy) connect.at(path + "/{path}").add(what + "WithPath");
    }
  }

  private boolean can(String verb) {
    return type.verbs().contains(verb);
  }

  private String scoped(String what) {
    return (type.namespaced() ? "Namespaced" : "") + what;
  }

  /** An operation in the making. */
  private final class Route {
    private final String path;
    private final String method;
    private final String verb;
    private final String description;
    private String action;
    private Operation.Kind about = kind;
    private List<String> consumes = type.custom() ? MediaTypes.JSON_YAML : MediaTypes.ANY;
    private List<String> produces = type.custom() ? MediaTypes.JSON_YAML : MediaTypes.OBJECTS;
    private Map<String, Parameter> parameters = new TreeMap<>();
    private Operation.Body body;
    private Map<String, String> answers = new TreeMap<>();

    Route(String path, String method, String verb, String description) {
      this.path = path;
      this.method = method;
      this.verb = verb;
      this.description = description;
      action = verb;
      parameters.put("pretty", Parameter.pretty());
    }

    /** The same at another path. */
    Route at(String other) {
      Route route = new Route(other, method, verb, description);
      route.action = action;
      route.about = about;
      route.consumes = consumes;
      route.produces = produces;
      route.parameters = parameters;
      route.body = body;
      route.answers = answers;
      return route;
    }

    Route action(String value) {
      action = value;
      return this;
    }

    Route about(Operation.Kind value) {
      about = value;
      return this;
    }

    Route consumes(List<String> value) {
      consumes = value;
      return this;
    }

    Route produces(List<String> value) {
      produces = value;
      return this;
    }

    Route options(String of) {
      Parameter.options(of).forEach(option -> parameters.put(option.name(), option));
      return this;
    }

    Route deleteOptions() {
      Parameter.deleteOptions(builtIn).forEach(option -> parameters.put(option.name(), option));
      body = new Operation.Body(Operation.DELETE_OPTIONS, false);
      return this;
    }

    Route without(String... names) {
      parameters.keySet().removeAll(List.of(names));
      return this;
    }

    /** What is not written as an object cannot be pretty. */
    Route plain() {
      return without("pretty");
    }

    Route sends(String what) {
      body = new Operation.Body(what, true);
      return this;
    }

    Route answers(String what, String... codes) {
      for (String code : codes) answers.put(code, what);
      return this;
    }

    /**
     * Adds the operation.
     *
     * @param what the last part of its name
     */
    void add(String what) {
      List<Parameter> all = new ArrayList<>(parameters.values());
      if (path.contains("{name}")) all.add(Parameter.nameOf(about.kind()));
      for (String part : List.of("namespace", "path")) {
        if (path.contains("{" + part + "}")) all.add(Parameter.inPath(part));
      }
      operations.add(
          new Operation(
              path,
              method,
              OperationNames.id(verb, type.group(), type.version(), what),
              OperationNames.tag(type.group(), type.version()),
              description,
              action,
              about,
              consumes,
              produces,
              all,
              body,
              answers));
    }
  }
}
