# shellcheck shell=bash
# Progress goes to stderr: stdout is for the one value that a caller asked for.

step() {
  printf '[%3ds] %s\n' "$SECONDS" "$*" >&2
}

fail() {
  printf 'cluster: %s\n' "$1" >&2
  shift
  if (($# > 0)); then
    printf '         %s\n' "$@" >&2
  fi
  exit 1
}

# Runs a long command with its output in a file, and shows that it still lives.
with_heartbeat() { # LOG WHAT COMMAND...
  local log=$1 what=$2 pid begin=$SECONDS next=30
  shift 2
  "$@" >"$log" 2>&1 &
  pid=$!
  # shellcheck disable=SC2064  # the pid of now is meant
  trap "kill $pid 2>/dev/null" EXIT
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    if ((SECONDS - begin >= next)); then
      step "$what: still at it after ${next}s"
      next=$((next + 30))
    fi
  done
  trap - EXIT
  wait "$pid" || {
    tail -n 20 "$log" >&2
    fail "$what failed; its whole output is in $log"
  }
}
