/* The client of the benchmark; see --help. Prints one JSON object. One thread, one epoll. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "connection.h"
#include "flood.h"
#include "options.h"

static long failed;

/* CPU seconds that the processes have used, threads that ended included. */
static double cpu(void) {
  double sum = 0;
  for (int i = 0; i < options.pid_count; i++) {
    clockid_t clock;
    struct timespec t = {0};
    if (clock_getcpuclockid(options.pids[i], &clock) || clock_gettime(clock, &t)) {
      fprintf(stderr, "load: process %d is gone\n", options.pids[i]);
      exit(1);
    }
    sum += t.tv_sec + t.tv_nsec / 1e9;
  }
  return sum;
}

/* The time in which requests count. */
struct window {
  double start, cpu, next_look;
};

static struct window begin(void) {
  return (struct window){.start = now(), .cpu = cpu()};
}

static bool is_over(struct window *w) {
  double t = now();
  if (t < w->next_look) return false;
  w->next_look = t + 0.005;
  return t - w->start >= options.seconds ||
         (options.cpu_seconds > 0 && cpu() - w->cpu >= options.cpu_seconds);
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void print_latencies(double *ms, long n) {
  qsort(ms, n, sizeof *ms, ascending);
  printf("\"p50\": %.4f, \"p99\": %.4f, \"p99.9\": %.4f, \"max\": %.4f", ms[n / 2],
         ms[n * 99 / 100], ms[n * 999 / 1000], ms[n - 1]);
}

static void print_end(double seconds, double cpu_used) {
  printf(", \"failed\": %ld, \"seconds\": %.6f, \"cpu\": %.6f}\n", failed, seconds, cpu_used);
}

/* Opens a connection and asks once, waiting; false if there is no answer. */
static bool ask_once(struct connection *c, const struct request *request) {
  connection_open(c, &options.target);
  if (c->stage == CONNECTING && connection_await(c) != OPENED) return false;
  if (c->stage != READY) return false;
  connection_send(c, request, false);
  return connection_await(c) == ANSWERED;
}

static struct connection *open_all(const struct request *request) {
  struct connection *all = calloc(options.connections, sizeof *all);
  for (int i = 0; i < options.connections; i++) {
    if (ask_once(&all[i], request)) continue;
    fprintf(stderr, "load: no answer on connection %d\n", i + 1);
    exit(1);
  }
  return all;
}

static int run_requests(void) {
  struct request request = request_of(options.path, options.upload, false);
  struct connection *all = open_all(&request);
  int epoll = epoll_create1(0);
  size_t bytes = 0;
  for (int i = 0; i < options.connections; i++) bytes -= all[i].received;
  struct window window = begin();
  for (int i = 0; i < options.connections; i++) {
    connection_send(&all[i], &request, false);
    connection_watch(&all[i], epoll);
  }
  long answered = 0, alive = options.connections;
  while (alive && !is_over(&window)) {
    struct epoll_event events[64];
    int n = epoll_wait(epoll, events, 64, 100);
    for (int i = 0; i < n; i++) {
      struct connection *c = events[i].data.ptr;
      enum progress p;
      while ((p = connection_advance(c)) == ANSWERED) {
        answered++;
        connection_send(c, &request, false);
      }
      if (p != FAILED) continue;
      failed++;
      alive--;
    }
  }
  double seconds = now() - window.start, used = cpu() - window.cpu;
  for (int i = 0; i < options.connections; i++) bytes += all[i].received;
  printf("{\"requests\": %ld, \"received\": %zu, \"sent\": %zu", answered, bytes,
         answered * options.upload);
  print_end(seconds, used);
  return 0;
}

static int run_handshakes(void) {
  if (!options.target.tls) refuse();
  SSL_SESSION *session = NULL;
  bool resume = options.target.resume != NULL;
  if (resume) options.target.resume = &session;
  struct request request = request_of(options.path, options.upload, true);
  struct connection *all = calloc(options.connections, sizeof *all);
  int epoll = epoll_create1(0);
  long full = 0, resumed = 0;
  struct window window = begin();
  for (int i = 0; i < options.connections; i++) {
    if (connection_open(&all[i], &options.target) == FAILED) failed++;
    else connection_watch(&all[i], epoll);
  }
  while (!is_over(&window)) {
    struct epoll_event events[64];
    int n = epoll_wait(epoll, events, 64, 100);
    for (int i = 0; i < n; i++) {
      struct connection *c = events[i].data.ptr;
      enum progress p;
      while ((p = connection_advance(c)) != BLOCKED) {
        if (p == OPENED) {
          *(SSL_session_reused(c->tls) ? &resumed : &full) += 1;
          connection_send(c, &request, true);
        } else if (p == ENDED || p == FAILED) {
          if (p == FAILED) failed++;
          if (connection_open(c, &options.target) == FAILED) break;
          connection_watch(c, epoll);
        }
      }
    }
  }
  double seconds = now() - window.start, used = cpu() - window.cpu;
  printf("{\"full\": %ld, \"resumed\": %ld", full, resumed);
  print_end(seconds, used);
  return 0;
}

/* Requests that are sent when they are due, round robin on the connections that have none open. */
struct pace {
  struct connection **idle;
  long first_idle, idle_count, sent, done;
  double *ms;
};

static void go_on(struct pace *pace, struct connection *c) {
  enum progress p = connection_advance(c);
  if (p == FAILED) failed++;
  if (p != ANSWERED) return;
  pace->ms[pace->done++] = (now() - c->due) * 1000;
  pace->idle[(pace->first_idle + pace->idle_count++) % options.connections] = c;
}

static void send_due(struct pace *pace, const struct request *request, double due) {
  struct connection *c = pace->idle[pace->first_idle];
  pace->first_idle = (pace->first_idle + 1) % options.connections;
  pace->idle_count--;
  pace->sent++;
  /* What one late answer delays, counts too. */
  c->due = due;
  connection_send(c, request, false);
  go_on(pace, c);
}

static int run_paced(void) {
  struct request request = request_of(options.path, options.upload, false);
  struct connection *all = open_all(&request);
  long n = options.seconds * options.rate;
  struct pace pace = {.idle = calloc(options.connections, sizeof *pace.idle),
                      .ms = calloc(n + 1, sizeof *pace.ms)};
  int epoll = epoll_create1(0);
  for (int i = 0; i < options.connections; i++) {
    connection_watch(&all[i], epoll);
    pace.idle[pace.idle_count++] = &all[i];
  }
  prctl(PR_SET_TIMERSLACK, 1000UL);
  struct window window = begin();
  while (pace.done + failed < n && failed < options.connections) {
    double due = window.start + (double)pace.sent / options.rate, wait = due - now();
    bool may_send = pace.sent < n && pace.idle_count;
    if (may_send && wait <= 0) {
      send_due(&pace, &request, due);
      continue;
    }
    struct timespec timeout = {.tv_nsec = (may_send && wait < 0.1 ? wait : 0.1) * 1e9};
    struct epoll_event events[64];
    int ready = epoll_pwait2(epoll, events, 64, &timeout, NULL);
    for (int i = 0; i < ready; i++) go_on(&pace, events[i].data.ptr);
  }
  double seconds = now() - window.start, used = cpu() - window.cpu;
  if (!pace.done) return 1;
  printf("{\"requests\": %ld, ", pace.done);
  print_latencies(pace.ms, pace.done);
  print_end(seconds, used);
  return 0;
}

static int run_first(void) {
  struct request request = request_of(options.path, options.upload, false);
  double *ms = calloc(options.connections, sizeof *ms);
  struct window window = begin();
  options.target.nagle = true;
  for (int i = 0; i < options.connections; i++) {
    struct connection c;
    connection_open(&c, &options.target);
    double opened = connection_await(&c) == OPENED ? now() : 0;
    connection_send(&c, &request, false);
    if (!opened || connection_await(&c) != ANSWERED) return 1;
    ms[i] = (now() - opened) * 1000;
    connection_close(&c);
  }
  printf("{\"requests\": %d, ", options.connections);
  print_latencies(ms, options.connections);
  print_end(now() - window.start, cpu() - window.cpu);
  return 0;
}

static int run_idle(void) {
  struct request request = request_of(options.path, options.upload, false);
  open_all(&request);
  printf("{\"open\": %d}\n", options.connections);
  fflush(stdout);
  while (getchar() != EOF) continue;
  _exit(0);
}

static int run_await(void) {
  struct request request = request_of(options.path, options.upload, false);
  struct connection c;
  for (double until = now() + options.seconds; now() < until; usleep(1000)) {
    if (!ask_once(&c, &request)) {
      connection_close(&c);
      continue;
    }
    printf("{\"answered\": %.6f}\n", now());
    return 0;
  }
  return 1;
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    int (*run)(void);
  } modes[] = {{"requests", run_requests}, {"handshakes", run_handshakes}, {"paced", run_paced},
               {"first", run_first},       {"idle", run_idle},             {"await", run_await},
               {"flood", run_flood}};
  signal(SIGPIPE, SIG_IGN);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  parse_options(argc, argv);
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
    if (!strcmp(options.mode, modes[i].name)) return modes[i].run();
  refuse();
}
