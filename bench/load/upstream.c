/* The app behind the proxies: as cheap as can be, so that CPU 1 is left to the client.
 *
 *   upstream PORT     serves plain HTTP/1.1 on 127.0.0.1 until it is killed
 *
 *   GET /1k           1 KiB        GET /1m        1 MiB
 *   GET /fields       1 KiB, with the fields that a proxy may have to rewrite
 *   GET /request      the head of the request as it came, which shows what a proxy made of it
 *   POST /upload      reads Content-Length bytes and answers with 2
 *
 * One thread, one edge-triggered epoll. Requests may be pipelined. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 1 << 16, MAX_HEAD = 8192, MAX_READ = 1 << 16 };

struct answer {
  const char *path;
  size_t body;
  const char *fields;
  char *bytes;
  size_t length;
};

static struct answer answers[] = {
    {.path = "GET /1k ", .body = 1 << 10, .fields = ""},
    {.path = "GET /1m ", .body = 1 << 20, .fields = ""},
    {.path = "GET /fields ",
     .body = 1 << 10,
     .fields = "Location: http://localhost/elsewhere?page=2\r\n"
               "Link: <http://localhost/style.css>; rel=preload\r\n"
               "Set-Cookie: session=0123456789abcdef; Path=/; HttpOnly\r\n"
               "Set-Cookie: theme=dark; Path=/\r\n"},
    {.path = "POST /upload ", .body = 2, .fields = ""},
};
enum { ANSWERS = sizeof answers / sizeof *answers };

struct connection {
  char head[MAX_HEAD];
  size_t head_length;
  size_t upload_left;
  const char *out;
  size_t out_left;
  char echo[MAX_HEAD + 128];
};

static struct connection *connections[MAX_CONNECTIONS];
static char scratch[MAX_READ];

static void build_answers(void) {
  for (struct answer *a = answers; a < answers + ANSWERS; a++) {
    a->bytes = malloc(a->body + 1024);
    int head = sprintf(a->bytes,
                       "HTTP/1.1 200 OK\r\nServer: upstream\r\nContent-Type: text/plain\r\n%s"
                       "Content-Length: %zu\r\n\r\n",
                       a->fields, a->body);
    memset(a->bytes + head, 'x', a->body);
    a->length = head + a->body;
  }
}

static void drop(int fd) {
  close(fd);
  free(connections[fd]);
  connections[fd] = NULL;
}

static void answer_with_head(struct connection *c, size_t head_length) {
  int start = sprintf(c->echo, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", head_length);
  memcpy(c->echo + start, c->head, head_length);
  c->out = c->echo;
  c->out_left = start + head_length;
}

/* Starts the answer to the first request in c->head; 0 if it isn't there yet, -1 if unknown. */
static int begin_answer(struct connection *c) {
  char *end = memmem(c->head, c->head_length, "\r\n\r\n", 4);
  if (!end) return c->head_length == MAX_HEAD ? -1 : 0;
  size_t length = end + 4 - c->head;
  if (!strncmp(c->head, "GET /request ", 13)) {
    answer_with_head(c, length);
  } else {
    struct answer *a = answers;
    while (a < answers + ANSWERS && strncmp(c->head, a->path, strlen(a->path))) a++;
    if (a == answers + ANSWERS) return -1;
    c->out = a->bytes;
    c->out_left = a->length;
  }
  *end = 0;
  char *field = c->head[0] == 'P' ? strcasestr(c->head, "\r\nContent-Length:") : NULL;
  if (c->head[0] == 'P' && !field) return -1;
  c->upload_left = field ? strtoull(field + 17, NULL, 10) : 0;
  c->head_length -= length;
  memmove(c->head, end + 4, c->head_length);
  return 1;
}

/* Takes what came along with the head out of c->head. */
static void take_upload(struct connection *c) {
  size_t n = c->head_length < c->upload_left ? c->head_length : c->upload_left;
  c->upload_left -= n;
  c->head_length -= n;
  memmove(c->head, c->head + n, c->head_length);
}

/* Answers every complete request, as far as the socket takes it; -1 if the connection must go. */
static int serve(int fd, struct connection *c) {
  for (;;) {
    if (c->upload_left) take_upload(c);
    if (c->upload_left) return 0;
    while (c->out_left) {
      ssize_t n = write(fd, c->out, c->out_left);
      if (n < 0) return errno == EAGAIN ? 0 : -1;
      c->out += n;
      c->out_left -= n;
    }
    int begun = begin_answer(c);
    if (begun <= 0) return begun;
  }
}

/* Reads until the socket is empty; -1 if the connection must go. */
static int receive(int fd, struct connection *c) {
  for (;;) {
    int body = c->upload_left > 0;
    size_t room = body ? (c->upload_left < MAX_READ ? c->upload_left : MAX_READ)
                       : MAX_HEAD - c->head_length;
    /* Full of pipelined requests: goes on when the answers are out. */
    if (!room) return 0;
    ssize_t n = read(fd, body ? scratch : c->head + c->head_length, room);
    if (n == 0) return -1;
    if (n < 0) return errno == EAGAIN ? 0 : -1;
    if (body) c->upload_left -= n;
    else c->head_length += n;
    if (serve(fd, c)) return -1;
    if ((size_t)n < room) return 0;
  }
}

static void accept_all(int epoll, int listener) {
  int fd, on = 1;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    if (fd >= MAX_CONNECTIONS) {
      close(fd);
      continue;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connections[fd] = calloc(1, sizeof(struct connection));
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.fd = fd};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  }
}

static int listen_on(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 4096)) {
    perror("upstream: listen");
    exit(1);
  }
  return fd;
}

int main(int argc, char **argv) {
  if (argc != 2 || atoi(argv[1]) <= 0) {
    fprintf(stderr, "Usage: upstream PORT\n");
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  build_answers();
  int listener = listen_on(atoi(argv[1])), epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int n = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < n; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        accept_all(epoll, listener);
      } else if (connections[fd]) {
        struct connection *c = connections[fd];
        if (serve(fd, c) || receive(fd, c)) drop(fd);
      }
    }
  }
}
