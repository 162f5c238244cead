# shellcheck shell=bash
# etcd and kube-apiserver alone, for tests that need a real API but no pods.

readonly CONTROL_PLANE_DEFAULT=$CACHE/control-plane
readonly OWNED_FILE=.https-upgrade-control-plane

control_plane() {
  local action=${1:-}
  case $action in
    up | down | run) ;;
    *) fail "control-plane: '$action' is none of: up, down, run" ;;
  esac
  (($# <= 2)) || fail "control-plane $action takes one folder"
  [[ $action == down ]] || build_programs etcd kube-apiserver kubectl
  local dir=${2:-$CONTROL_PLANE_DEFAULT}
  if [[ $action == run && -z ${2:-} ]]; then
    dir=$(mktemp -d)
  fi
  "control_plane_$action" "$(realpath -m "$dir")"
}

control_plane_up() { # DIR
  if control_plane_is_healthy "$1"; then
    step "the control plane in $1 runs already"
  else
    control_plane_start "$1"
  fi
  echo "$1/kubeconfig"
}

control_plane_down() { # DIR
  [[ -e $1/$OWNED_FILE || -n $(processes_of "$1") ]] || {
    step "no control plane in $1"
    return
  }
  stop_processes "$1"
  rm -rf "$1"
  step "the control plane in $1 is gone"
}

# Lives as long as its caller: a closed stdin says that the caller is gone, and
# the kernel ends the daemons if this shell itself is killed.
control_plane_run() { # DIR
  # shellcheck disable=SC2034  # launch uses it
  DIE_WITH_PARENT=(setpriv --pdeathsig KILL)
  # shellcheck disable=SC2064  # the folder of now is meant
  trap "control_plane_down '$1'" EXIT
  trap 'exit 0' INT TERM HUP
  control_plane_start "$1"
  echo "$1/kubeconfig"
  while is_running "$1" kube-apiserver && is_running "$1" etcd; do
    wait_for_end_of_input || exit 0
  done
  fail_with_log "$1" kube-apiserver 'or etcd ended unexpectedly'
}

# Fails when stdin is at its end; a read that only timed out has status above 128.
wait_for_end_of_input() {
  local status=0
  read -r -t 1 _ || status=$?
  ((status == 0 || status > 128))
}

control_plane_start() { # DIR
  local etcd peer api
  control_plane_prepare "$1"
  read -r etcd peer api < <(free_ports)
  start_etcd "$1" "$etcd" "$peer"
  start_api_server "$1" 127.0.0.1 "$api" "$etcd"
  new_kubeconfig "$1" admin "$api" "$1/kubeconfig"
  wait_for_api "$1"
  step "control plane ready in $1, port $api"
}

# Takes only a folder that is empty or was made here before.
control_plane_prepare() { # DIR
  local dir=$1
  if [[ -n $(ls -A "$dir" 2>/dev/null) ]]; then
    [[ -e $dir/$OWNED_FILE ]] || fail "$dir is neither empty nor of a control plane" 'name another folder'
    control_plane_down "$dir"
  fi
  mkdir -p "$dir/log"
  chmod 700 "$dir"
  touch "$dir/$OWNED_FILE"
  new_api_certificates "$dir"
}

control_plane_is_healthy() { # DIR
  is_running "$1" etcd && is_running "$1" kube-apiserver && api_is_ready "$1/kubeconfig" >/dev/null 2>&1
}

# Three unused ports, below the ranges of NodePorts and of outgoing connections.
free_ports() {
  comm -23 <(seq 20000 29999) <(used_ports) | shuf -n 3 | tr '\n' ' '
  echo
}

used_ports() {
  awk 'FNR > 1 { sub(/.*:/, "", $2); print strtonum_hex($2) }
    function strtonum_hex(text, value, i) {
      for (i = 1; i <= length(text); i++)
        value = value * 16 + index("0123456789ABCDEF", substr(text, i, 1)) - 1
      return value
    }' /proc/net/tcp /proc/net/tcp6 2>/dev/null | LC_ALL=C sort -u
}
