# shellcheck shell=bash
# Looks at the running cluster.

status() {
  local name
  printf '%-26s %-9s %s\n' COMPONENT STATE PID
  for name in "${COMPONENTS[@]}"; do
    if is_running "$STATE" "$name"; then
      printf '%-26s %-9s %s\n' "$name" running "$(<"$STATE/$name.pid")"
    else
      printf '%-26s %-9s %s\n' "$name" stopped -
    fi
  done
  is_running "$STATE" kube-apiserver || return 1
  printf '\nAPI server https://127.0.0.1:%s, logs in %s\n\n' "$API_PORT" "$STATE/log"
  admin get nodes
}

component_log() { # [-f] COMPONENT
  local follow=()
  if [[ ${1:-} == -f ]]; then
    follow=(--follow)
    shift
  fi
  [[ " ${COMPONENTS[*]} " == *" ${1:-} "* ]] || fail 'logs needs one of:' "${COMPONENTS[*]}"
  [[ -r $STATE/log/$1.log ]] || fail "$1 has no log: the cluster is not up" "$0 up"
  exec tail --lines=+1 "${follow[@]}" "$STATE/log/$1.log"
}

require_up() {
  [[ -e $STATE/kubeconfig ]] || fail 'the cluster is not up' "$0 up"
}
