package dev.skiff.controlplane.resource.decode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A decoded body.
 *
 * @param object holds only fields that its schema knows, each of the right type
 * @param problems unknown and duplicate fields, in upstream's words: {@code unknown field
 *     "spec.foo"}, then what may have been meant by them; warnings if the client asked for these
 */
public record Decoded(ObjectNode object, List<String> problems) {}
