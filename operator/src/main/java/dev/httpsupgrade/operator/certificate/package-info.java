/** Certificates: reading, issuing and renewing them; decisions are pure and apart from I/O. */
@NullMarked
package dev.httpsupgrade.operator.certificate;

import org.jspecify.annotations.NullMarked;
