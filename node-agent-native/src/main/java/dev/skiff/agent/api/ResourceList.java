package dev.skiff.agent.api;

import java.util.List;

/**
 * What a LIST answered.
 *
 * @param items the objects
 * @param resourceVersion the revision at which they were read; a watch goes on from it
 */
public record ResourceList<T>(List<T> items, String resourceVersion) {}
