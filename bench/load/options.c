#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void usage(FILE *to) {
  fprintf(to,
          "Usage: load MODE --port PORT [OPTION...]\n\n"
          "Asks a server on 127.0.0.1 over TLS 1.3 and prints one JSON object.\n\n"
          "  requests     on each connection one request after the other\n"
          "  paced        requests at fixed points in time; latency counts from these, in ms\n"
          "  handshakes   one request on each connection, many connections at a time\n"
          "  first        new connections, one after the other, of a client that leaves Nagle's\n"
          "               algorithm on: latency of their first request, in ms\n"
          "  idle         opens the connections, asks once on each, holds them till stdin ends\n"
          "  flood        on each connection the same ClientHello again and again, and away as soon\n"
          "               as the certificate comes: the server pays, the client doesn't\n"
          "  await        tries each millisecond until there is an answer; prints when, as\n"
          "               CLOCK_MONOTONIC has it\n\n"
          "  --connections N   how many (64)\n"
          "  --seconds S       how long (3)\n"
          "  --rate N          requests per second, for paced (1000)\n"
          "  --path PATH       what is asked for (/1k)\n"
          "  --upload BYTES    POST that many, in place of GET\n"
          "  --resume          resume a session with each handshake but the first\n"
          "  --plain           no TLS\n"
          "  --cpu-of PID,...  measure the CPU time of these processes meanwhile\n"
          "  --cpu-seconds S   end as soon as they have used that much of it (never)\n");
}

struct options options = {.path = "/1k", .connections = 64, .rate = 1000, .seconds = 3};

_Noreturn void refuse(void) {
  usage(stderr);
  exit(2);
}

static void add_pids(char *list) {
  for (char *pid = strtok(list, ","); pid && options.pid_count < MAX_PIDS; pid = strtok(NULL, ","))
    options.pids[options.pid_count++] = atoi(pid);
}

void parse_options(int argc, char **argv) {
  enum { CONNECTIONS, SECONDS, RATE, PATH, UPLOAD, RESUME, PLAIN, CPU_OF, CPU_SECONDS, PORT, HELP };
  static const struct option names[] = {
      {"connections", 1, NULL, CONNECTIONS}, {"seconds", 1, NULL, SECONDS},
      {"rate", 1, NULL, RATE},               {"path", 1, NULL, PATH},
      {"upload", 1, NULL, UPLOAD},           {"resume", 0, NULL, RESUME},
      {"plain", 0, NULL, PLAIN},             {"cpu-of", 1, NULL, CPU_OF},
      {"cpu-seconds", 1, NULL, CPU_SECONDS}, {"port", 1, NULL, PORT},
      {"help", 0, NULL, HELP},               {0}};
  static SSL_SESSION *session;
  bool plain = false;
  int option;
  while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
    switch (option) {
      case CONNECTIONS: options.connections = atoi(optarg); break;
      case CPU_SECONDS: options.cpu_seconds = atof(optarg); break;
      case SECONDS: options.seconds = atof(optarg); break;
      case RATE: options.rate = atoi(optarg); break;
      case PATH: options.path = optarg; break;
      case UPLOAD: options.upload = strtoull(optarg, NULL, 10); break;
      case RESUME: options.target.resume = &session; break;
      case PLAIN: plain = true; break;
      case PORT: options.target.port = atoi(optarg); break;
      case CPU_OF: add_pids(optarg); break;
      case HELP: usage(stdout); exit(0);
      default: refuse();
    }
  }
  if (optind != argc - 1 || !options.target.port || options.connections < 1 || options.rate < 1)
    refuse();
  options.mode = argv[optind];
  if (!plain) options.target.tls = client_context();
}
