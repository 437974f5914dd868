package dev.skiff.controlplane.controller.history;

import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.util.List;

/**
 * The Pod templates that a workload has had.
 *
 * @param current the revision of the present template
 * @param old the others, oldest first
 */
public record Revisions(ControllerRevision current, List<ControllerRevision> old) {}
