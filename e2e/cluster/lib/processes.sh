# shellcheck shell=bash
# Every daemon carries its state folder in its environment. That mark, not its
# name, says whose it is: nothing else is ever killed.

readonly MARK=HTTPS_UPGRADE_CLUSTER_STATE

# Starts a daemon that outlives the caller and holds none of its file descriptors
# open, since a caller's pipe would otherwise never close.
launch() { # DIR NAME COMMAND...
  local dir=$1 name=$2
  shift 2
  printf '%s\0' "$@" >"$dir/$name.command"
  (
    close_descriptors
    cd "$dir" || exit
    exec setsid "${DIE_WITH_PARENT[@]}" env -i "$MARK=$dir" HOME="$dir" \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@" \
      </dev/null >>"$dir/log/$name.log" 2>&1
  ) &
  echo $! >"$dir/$name.pid"
  disown
}

# Starts a daemon again as it was started.
relaunch() { # DIR NAME
  local command
  mapfile -d '' -t command <"$1/$2.command"
  launch "$1" "$2" "${command[@]}"
}

# Filled for the time that a foreground command owns its daemons.
DIE_WITH_PARENT=()

close_descriptors() {
  local path number
  for path in "/proc/$BASHPID/fd/"*; do
    number=${path##*/}
    if ((number > 2)); then
      eval "exec $number>&-"
    fi
  done
}

is_running() { # DIR NAME
  local pid
  pid=$(cat "$1/$2.pid" 2>/dev/null) || return 1
  grep -qzxF "$MARK=$1" "/proc/$pid/environ" 2>/dev/null
}

processes_of() { # DIR
  grep -lzxF "$MARK=$1" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3 || true
}

stop_processes() { # DIR
  kill_until_gone "$1" processes_of "$1"
}

# Lists anew after every round: what dies may have started a child just before.
kill_until_gone() { # OWNER LIST-COMMAND...
  local owner=$1 pids deadline=$((SECONDS + 20))
  shift
  while pids=$("$@") && [[ -n $pids ]]; do
    ((SECONDS < deadline)) || fail "processes of $owner do not end:" "$pids"
    # shellcheck disable=SC2086  # a list of numbers
    kill -KILL $pids 2>/dev/null || true
    sleep 0.1
  done
}

wait_for() { # DIR COMPONENT SECONDS COMMAND...
  local dir=$1 name=$2 deadline=$((SECONDS + $3))
  shift 3
  until "$@" >/dev/null 2>&1; do
    is_running "$dir" "$name" || fail_with_log "$dir" "$name" 'ended unexpectedly'
    ((SECONDS < deadline)) || fail_with_log "$dir" "$name" 'is not ready in time'
    sleep 0.1
  done
}

fail_with_log() { # DIR NAME WHAT
  tail -n 15 "$1/log/$2.log" >&2
  fail "$2 $3; its log is above"
}
