# shellcheck shell=bash
# Ends parts of the running cluster without a warning, as a crash would.

# Kills a component and starts it again; returns when it serves.
restart() { # COMPONENT
  local name=${1:-} pid
  [[ " ${COMPONENTS[*]} " == *" $name "* ]] || fail 'restart needs one of:' "${COMPONENTS[*]}"
  require_up
  require_root restart
  if is_running "$STATE" "$name"; then
    pid=$(<"$STATE/$name.pid")
    kill -KILL "$pid"
    while holds_ports "$pid"; do sleep 0.05; done
  fi
  relaunch "$STATE" "$name"
  case $name in
    etcd | kube-apiserver) wait_for_api "$STATE" ;;
    kubelet | containerd) wait_for "$STATE" kubelet 60 kubelet_is_healthy ;;
  esac
}

# Until the last thread of a killed process is gone, its ports are taken.
holds_ports() { # PID
  local states
  states=$(cut -d' ' -f3 "/proc/$1/task/"*/stat 2>/dev/null) || true
  [[ -n $states && $states != Z ]]
}

# The node's condition in the API says for most of a minute what was before.
kubelet_is_healthy() {
  [[ $(curl --silent --max-time 2 "http://127.0.0.1:$KUBELET_HEALTH_PORT/healthz") == ok ]]
}

# Kills every process of a container; the kubelet starts it again.
kill_container() { # ID
  local id=${1:-} pids
  [[ $id =~ ^[0-9a-f]{64}$ ]] || fail 'kill-container needs the id that is in a pod'\''s status'
  require_up
  require_root kill-container
  pids=$(grep -l "/$id" /proc/[0-9]*/cgroup 2>/dev/null | cut -d/ -f3) || true
  [[ -n $pids ]] || fail "no process of container $id"
  # shellcheck disable=SC2086  # a list of numbers
  kill -KILL $pids
}
