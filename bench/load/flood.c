#define _GNU_SOURCE
#include "flood.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connection.h"
#include "options.h"

/* More than any answer but one that has a certificate in it. */
enum { FLIGHT = 512 };

static long answered, failed;

static struct request client_hello(void) {
  SSL *tls = SSL_new(options.target.tls);
  BIO *out = BIO_new(BIO_s_mem());
  SSL_set_bio(tls, BIO_new(BIO_s_mem()), out);
  SSL_connect(tls);
  struct request hello = {.length = BIO_ctrl_pending(out)};
  hello.bytes = malloc(hello.length);
  BIO_read(out, hello.bytes, hello.length);
  SSL_free(tls);
  return hello;
}

static void begin(int epoll, struct connection *c) {
  static const struct linger reset = {.l_onoff = 1};
  const struct target plain = {.port = options.target.port};
  while (connection_open(c, &plain) == FAILED) failed++;
  setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  connection_watch(c, epoll);
}

/* Whether there is nothing left to wait for. */
static bool advance(struct connection *c, const struct request *hello) {
  static char scratch[4096];
  if (!c->sent) {
    ssize_t n = write(c->fd, hello->bytes, hello->length);
    if (n < 0) return errno != EAGAIN;
    c->sent = n;
  }
  while (c->received < FLIGHT) {
    ssize_t n = read(c->fd, scratch, sizeof scratch);
    if (n <= 0) return !n || errno != EAGAIN;
    c->received += n;
  }
  return true;
}

int run_flood(void) {
  if (!options.target.tls) refuse();
  struct request hello = client_hello();
  struct connection *all = calloc(options.connections, sizeof *all);
  int epoll = epoll_create1(0);
  for (int i = 0; i < options.connections; i++) begin(epoll, &all[i]);
  double start = now(), seconds = 0;
  while (seconds < options.seconds) {
    struct epoll_event events[64];
    int n = epoll_wait(epoll, events, 64, 100);
    for (int i = 0; i < n; i++) {
      struct connection *c = events[i].data.ptr;
      if (!advance(c, &hello)) continue;
      *(c->received >= FLIGHT ? &answered : &failed) += 1;
      connection_close(c);
      begin(epoll, c);
    }
    seconds = now() - start;
  }
  printf("{\"answered\": %ld, \"failed\": %ld, \"seconds\": %.6f}\n", answered, failed, seconds);
  return 0;
}
