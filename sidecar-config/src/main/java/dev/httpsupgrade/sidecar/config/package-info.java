/**
 * What the operator tells a sidecar ({@link SidecarConfig}, a file in the sidecar's volume) and
 * what the sidecar tells back ({@link SidecarStatus}, over its admin port).
 *
 * <p>The operator constructs these records and the sidecar parses them, so both sides validate
 * alike. Operator and sidecar roll at different times: a newer minor version is read by an older
 * sidecar, which ignores the fields it does not know.
 */
@NullMarked
package dev.httpsupgrade.sidecar.config;

import org.jspecify.annotations.NullMarked;
