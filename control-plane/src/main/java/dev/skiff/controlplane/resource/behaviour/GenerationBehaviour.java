package dev.skiff.controlplane.resource.behaviour;

/** Behaviour of kinds that count generations and are plain otherwise. */
final class GenerationBehaviour implements Behaviour {
  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public boolean requiredBySchema() {
    return true;
  }
}
