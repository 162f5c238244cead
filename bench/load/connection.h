/* One client connection: HTTP/1.1 over TLS (or plain) without blocking. */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

/* Head and body of a request, written as one. */
struct request {
  char *bytes;
  size_t length;
};

enum stage { CLOSED, CONNECTING, READY, SENDING, RECEIVING_HEAD, RECEIVING_BODY, CLOSING };

enum progress {
  BLOCKED,  /* go on when the socket can be read or written */
  OPENED,   /* the handshake is done: READY for a request */
  ANSWERED, /* status 200 and the whole body are there: READY for the next request */
  ENDED,    /* the server closed the connection after its answer: CLOSED */
  FAILED    /* anything else: CLOSED */
};

struct connection {
  int fd;
  SSL *tls; /* NULL: plain */
  enum stage stage;
  const struct request *request;
  size_t sent;
  char head[4096];
  size_t head_length;
  size_t body_left;
  bool last;       /* the server closes after this answer */
  double due;      /* when the request ought to have been sent, for the user of this module */
  size_t received; /* bytes of bodies */
};

/* Seconds of a clock that only goes forward. */
double now(void);

/* Where to connect to, and how. */
struct target {
  int port;
  SSL_CTX *tls;      /* NULL: plain HTTP */
  bool nagle;        /* leave TCP_NODELAY off */
  SSL_SESSION **resume; /* NULL: full handshakes; else the session to resume, if there is one */
};

/* A request with a body of zeros; a last one asks the server to close. */
struct request request_of(const char *path, size_t upload, bool last);

/* Offers TLS 1.3, AES-128-GCM and X25519 alone: every proxy then does the same cryptography. */
SSL_CTX *client_context(void);

enum progress connection_open(struct connection *c, const struct target *target);
void connection_send(struct connection *c, const struct request *request, bool last);
/* Goes on as far as it can without waiting. */
enum progress connection_advance(struct connection *c);
/* The same, but waits until there is something to tell, at most 10 s. */
enum progress connection_await(struct connection *c);
/* Reports its changes to an epoll, with the connection as data. */
void connection_watch(struct connection *c, int epoll);
void connection_nodelay(struct connection *c);
void connection_close(struct connection *c);

#endif
