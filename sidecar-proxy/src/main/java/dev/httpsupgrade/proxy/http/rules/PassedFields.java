package dev.httpsupgrade.proxy.http.rules;

import dev.httpsupgrade.proxy.http.message.FieldName;
import dev.httpsupgrade.proxy.http.message.Head;
import io.netty.buffer.ByteBuf;

/**
 * On a plain connection all passes untouched: it may come from a proxy that ended TLS before us.
 *
 * @param certificates whether that is so for {@code X-Forwarded-Client-Cert}, too: not where the
 *     app has it from us, as whoever can speak plain HTTP could then be anybody
 */
record PassedFields(boolean certificates) implements ForwardingFields {

  @Override
  public boolean drops(FieldName name) {
    return !certificates
        && (name == FieldName.X_FORWARDED_CLIENT_CERT || name == FieldName.DISGUISED);
  }

  @Override
  public void write(ByteBuf out, Head head, int host) {
    // There is nothing to add.
  }
}
