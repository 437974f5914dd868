package dev.skiff.agent.api;

import java.util.List;

/** Tells several handlers, one after the other. */
record FanOut<T>(List<ResourceEventHandler<T>> handlers) implements ResourceEventHandler<T> {

  @Override
  public void onSet(T object) {
    handlers.forEach(handler -> handler.onSet(object));
  }

  @Override
  public void onDelete(T object) {
    handlers.forEach(handler -> handler.onDelete(object));
  }

  @Override
  public void onSynced() {
    handlers.forEach(ResourceEventHandler::onSynced);
  }
}
