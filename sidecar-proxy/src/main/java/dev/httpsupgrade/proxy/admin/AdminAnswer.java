package dev.httpsupgrade.proxy.admin;

import io.netty.handler.codec.http.HttpResponseStatus;

/** An answer of the admin port. */
record AdminAnswer(HttpResponseStatus status, String contentType, String body) {

  static AdminAnswer text(HttpResponseStatus status, String text) {
    return new AdminAnswer(status, "text/plain; charset=utf-8", text + "\n");
  }
}
