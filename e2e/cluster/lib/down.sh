# shellcheck shell=bash
# Removes every trace of the cluster, in whatever state it is.

down() {
  require_linux
  require_root down
  one_at_a_time
  if has_remains; then
    step 'removing the cluster'
    remove_remains
    step 'the cluster is gone; built programs stay in the cache'
  else
    step 'no cluster here'
  fi
}

has_remains() {
  [[ -e $STATE || -n $(processes_of "$STATE") || -n $(pod_processes) ]]
}

remove_remains() {
  stop_processes "$STATE"
  kill_until_gone 'the pods' pod_processes
  remove_cgroups
  remove_mounts
  tear_down_network
  remove_shared_files
  rm -rf --one-file-system "$STATE"
}

# The deepest first; lazily, since a process of somebody else may look at one.
remove_mounts() {
  awk -v state="$STATE/" 'index($2, state) == 1 { print $2 }' /proc/mounts | sort -r |
    while read -r mount; do
      umount --lazy "$mount"
    done
}

# Some paths cannot be configured; there only what is ours goes.
remove_shared_files() {
  local file
  for file in "$STATE"/containerd/state/io.containerd.runtime.v2.task/k8s.io/*/address; do
    [[ -e $file ]] && rm -f "$(sed 's|^unix://||' "$file")"
  done
  for file in "$STATE"/containerd/state/io.containerd.grpc.v1.cri/sandboxes/*; do
    rm -f /var/lib/cni/results/*"-${file##*/}-"*
  done
  rm -f /var/lib/cni/results/"$NETWORK"-*
  find /var/log/containers -maxdepth 1 -lname "$STATE/*" -delete 2>/dev/null || true
  for file in /run/containerd/s /run/containerd /var/lib/cni/results /var/lib/cni/cache \
    /var/lib/cni /var/log/containers /var/lib/kubelet/device-plugins /var/lib/kubelet; do
    rmdir "$file" 2>/dev/null || true
  done
}
