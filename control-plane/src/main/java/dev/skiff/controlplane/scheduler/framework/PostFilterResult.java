package dev.skiff.controlplane.scheduler.framework;

/**
 * What became of the attempt to make room.
 *
 * @param nominatedNode the node where room is being made, or null
 * @param message for people; appended to the reasons; empty if there is nothing to say
 */
public record PostFilterResult(String nominatedNode, String message) {}
