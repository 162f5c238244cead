#define _GNU_SOURCE
#include "connection.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The most recent session of any connection that a target's resume points to. */
static int session_slot = -1;

static int keep_session(SSL *tls, SSL_SESSION *session) {
  SSL_SESSION **slot = SSL_get_ex_data(tls, session_slot);
  if (!slot) return 0;
  SSL_SESSION_free(*slot);
  *slot = session;
  return 1;
}

/* A copy: OpenSSL resumes a session once, and the next one may not have come yet. */
static void resume(SSL *tls, SSL_SESSION *session) {
  SSL_SESSION *copy = SSL_SESSION_dup(session);
  SSL_set_session(tls, copy);
  SSL_SESSION_free(copy);
}

SSL_CTX *client_context(void) {
  SSL_CTX *context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256");
  SSL_CTX_set1_groups_list(context, "X25519");
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, keep_session);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE);
  SSL_CTX_set_read_ahead(context, 1);
  session_slot = SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL);
  return context;
}

struct request request_of(const char *path, size_t upload, bool last) {
  struct request r = {.bytes = calloc(1, upload + 512)};
  const char *method = upload ? "POST" : "GET";
  r.length = sprintf(r.bytes, "%s %s HTTP/1.1\r\nHost: localhost\r\n", method, path);
  if (upload) r.length += sprintf(r.bytes + r.length, "Content-Length: %zu\r\n", upload);
  if (last) r.length += sprintf(r.bytes + r.length, "Connection: close\r\n");
  r.length += sprintf(r.bytes + r.length, "\r\n") + upload;
  return r;
}

double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

void connection_watch(struct connection *c, int epoll) {
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
  epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
}

void connection_nodelay(struct connection *c) {
  int on = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void connection_close(struct connection *c) {
  SSL_free(c->tls);
  if (c->stage != CLOSED) close(c->fd);
  c->tls = NULL;
  c->stage = CLOSED;
}

static enum progress fail(struct connection *c) {
  connection_close(c);
  return FAILED;
}

enum progress connection_open(struct connection *c, const struct target *target) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(target->port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  *c = (struct connection){.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)};
  if (c->fd < 0) return FAILED;
  c->stage = CONNECTING;
  if (!target->nagle) connection_nodelay(c);
  if (connect(c->fd, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS)
    return fail(c);
  if (!target->tls) {
    c->stage = READY;
    return OPENED;
  }
  c->tls = SSL_new(target->tls);
  SSL_set_fd(c->tls, c->fd);
  SSL_set_connect_state(c->tls);
  if (target->resume) {
    SSL_set_ex_data(c->tls, session_slot, target->resume);
    if (*target->resume) resume(c->tls, *target->resume);
  }
  return BLOCKED;
}

void connection_send(struct connection *c, const struct request *request, bool last) {
  c->request = request;
  c->last = last;
  c->sent = c->head_length = 0;
  c->stage = SENDING;
}

/* What a call to read or write on the socket or the TLS connection came to: bytes, 0 if it has to
 * wait, -1 at the end or on failure. */
static ssize_t outcome(struct connection *c, ssize_t n) {
  if (n > 0) return n;
  if (!c->tls) return n < 0 && errno == EAGAIN ? 0 : -1;
  int error = SSL_get_error(c->tls, n);
  ERR_clear_error();
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

static ssize_t receive(struct connection *c, char *to, size_t room) {
  return outcome(c, c->tls ? SSL_read(c->tls, to, room) : read(c->fd, to, room));
}

static ssize_t transmit(struct connection *c, const char *from, size_t length) {
  return outcome(c, c->tls ? SSL_write(c->tls, from, length) : write(c->fd, from, length));
}

static enum progress handshake(struct connection *c) {
  int done = SSL_do_handshake(c->tls);
  if (done != 1) return outcome(c, done) ? fail(c) : BLOCKED;
  c->stage = READY;
  return OPENED;
}

/* OPENED here and below: goes on with the next stage. */
static enum progress send_request(struct connection *c) {
  while (c->sent < c->request->length) {
    ssize_t n = transmit(c, c->request->bytes + c->sent, c->request->length - c->sent);
    if (n <= 0) return n ? fail(c) : BLOCKED;
    c->sent += n;
  }
  c->stage = RECEIVING_HEAD;
  return OPENED;
}

static enum progress finish_answer(struct connection *c) {
  c->stage = c->last ? CLOSING : READY;
  return ANSWERED;
}

static enum progress receive_head(struct connection *c) {
  char *end = NULL;
  while (!end) {
    ssize_t n = receive(c, c->head + c->head_length, sizeof c->head - 1 - c->head_length);
    if (n <= 0) return n ? fail(c) : BLOCKED;
    c->head_length += n;
    end = memmem(c->head, c->head_length, "\r\n\r\n", 4);
    if (!end && c->head_length == sizeof c->head - 1) return fail(c);
  }
  size_t early = c->head + c->head_length - (end + 4);
  *end = 0;
  char *length = strcasestr(c->head, "\r\nContent-Length:");
  if (strncmp(c->head, "HTTP/1.1 200", 12) || !length) return fail(c);
  c->body_left = strtoull(length + 17, NULL, 10);
  c->received += c->body_left;
  if (early > c->body_left) return fail(c);
  c->body_left -= early;
  c->stage = RECEIVING_BODY;
  return OPENED;
}

static enum progress receive_body(struct connection *c) {
  static char scratch[1 << 16];
  while (c->body_left) {
    ssize_t n = receive(c, scratch, c->body_left < sizeof scratch ? c->body_left : sizeof scratch);
    if (n <= 0) return n ? fail(c) : BLOCKED;
    c->body_left -= n;
  }
  return finish_answer(c);
}

static enum progress await_close(struct connection *c) {
  char unexpected;
  ssize_t n = receive(c, &unexpected, 1);
  if (n == 0) return BLOCKED;
  if (n > 0) return fail(c);
  if (c->tls && SSL_get_shutdown(c->tls) & SSL_RECEIVED_SHUTDOWN) SSL_shutdown(c->tls);
  connection_close(c);
  return ENDED;
}

enum progress connection_advance(struct connection *c) {
  enum progress p = OPENED;
  switch (c->stage) {
    case CLOSED:
      return FAILED;
    case READY:
      /* What wakes a connection at rest (session tickets, the end) is read with the next answer. */
      return BLOCKED;
    case CONNECTING:
      return handshake(c);
    case CLOSING:
      return await_close(c);
    case SENDING:
      p = send_request(c);
      if (p != OPENED) return p;
      /* fallthrough */
    case RECEIVING_HEAD:
      p = receive_head(c);
      if (p != OPENED) return p;
      /* fallthrough */
    case RECEIVING_BODY:
      return receive_body(c);
  }
  return FAILED;
}

enum progress connection_await(struct connection *c) {
  for (;;) {
    enum progress p = connection_advance(c);
    if (p != BLOCKED) return p;
    bool write = c->tls ? SSL_want_write(c->tls) : c->stage == SENDING;
    struct pollfd wait = {.fd = c->fd, .events = write ? POLLOUT : POLLIN};
    if (poll(&wait, 1, 10000) != 1) return fail(c);
  }
}
