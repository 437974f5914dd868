package dev.skiff.controlplane.resource;

/**
 * A rule of {@code x-kubernetes-validations}. Absent texts are empty.
 *
 * @param rule an expression that must hold for the value, {@code self}
 * @param message what to say if it does not
 * @param messageExpression an expression for what to say
 * @param reason FieldValueInvalid, FieldValueForbidden, FieldValueRequired or FieldValueDuplicate
 * @param fieldPath the field to name instead of the value's own, relative to it
 * @param optionalOldSelf whether {@code oldSelf} is optional, so that the rule is also checked
 *     where there is no old value
 */
public record ValidationRule(
    String rule,
    String message,
    String messageExpression,
    String reason,
    String fieldPath,
    boolean optionalOldSelf) {}
