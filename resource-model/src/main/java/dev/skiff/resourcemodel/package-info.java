/**
 * Writes the built-in resource types down as data, at build time. What the published client knows
 * (fields, types, descriptions, required fields, paths, verbs) is read from its class files; what
 * no jar knows comes from {@code src/main/resources/facts}. The control plane reads the result.
 */
package dev.skiff.resourcemodel;
