package dev.skiff.agent.proxy;

/** Names a Service. */
record ServiceKey(String namespace, String name) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
