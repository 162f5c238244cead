/**
 * What a configuration changes in a message that passes: forwarding fields, links, cookies, added
 * fields, and whether plain HTTP passes at all. A head goes in, a rewritten head comes out.
 */
@NullMarked
package dev.httpsupgrade.proxy.http.rules;

import org.jspecify.annotations.NullMarked;
