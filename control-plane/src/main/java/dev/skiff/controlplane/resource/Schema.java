package dev.skiff.controlplane.resource;

import java.util.List;
import java.util.Map;

/**
 * The shape of a value: what a field may hold, how it merges, what it means. Built-in types and
 * custom resources have the same form. Immutable; shared between types by name.
 *
 * @param name the definition's name in OpenAPI, for example {@code io.k8s.api.core.v1.PodSpec};
 *     null for inline schemas
 * @param type JSON type: object, array, string, integer, number, boolean; empty for any
 * @param format OpenAPI format such as int32, int64, date-time, byte, quantity or int-or-string;
 *     empty if none
 * @param description for {@code kubectl explain}
 * @param properties fields of an object in their documented order; empty for maps
 * @param additionalProperties schema of a map's values; null if it is not a map
 * @param items schema of a list's elements; null if it is not a list
 * @param required names of required fields
 * @param listType atomic, set or map; empty if unspecified
 * @param listMapKeys keys of a list of type map
 * @param patchStrategy strategic merge patch strategy: merge, replace, retainKeys; empty if none
 * @param patchMergeKey merge key of a list; empty if none
 * @param preserveUnknownFields true if fields that are not declared are kept
 */
public record Schema(
    String name,
    String type,
    String format,
    String description,
    Map<String, Schema> properties,
    Schema additionalProperties,
    Schema items,
    List<String> required,
    String listType,
    List<String> listMapKeys,
    String patchStrategy,
    String patchMergeKey,
    boolean preserveUnknownFields) {}
