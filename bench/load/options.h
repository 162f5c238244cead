/* What the command line of the load program asks for. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stddef.h>
#include <sys/types.h>

#include "connection.h"

enum { MAX_PIDS = 64 };

struct options {
  const char *mode, *path;
  int connections, rate;
  double seconds, cpu_seconds;
  size_t upload; /* bytes to POST; 0: GET */
  struct target target;
  pid_t pids[MAX_PIDS]; /* whose CPU time is measured */
  int pid_count;
};

extern struct options options;

void parse_options(int argc, char **argv);
/* Tells how to use the program, and ends it. */
_Noreturn void refuse(void);

#endif
