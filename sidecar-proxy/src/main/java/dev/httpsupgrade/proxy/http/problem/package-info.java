/**
 * Answers of our own: an error becomes a problem with a status, and that a text, a page or JSON, as
 * the client accepts.
 */
@NullMarked
package dev.httpsupgrade.proxy.http.problem;

import org.jspecify.annotations.NullMarked;
