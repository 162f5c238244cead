# shellcheck shell=bash
# The one node: containerd, kubelet and kube-proxy.

start_containerd() {
  write_containerd_configuration
  launch "$STATE" containerd "$(command -v containerd)" --config "$STATE/containerd.toml"
}

# All sockets, mounts and network namespaces below the state folder, so that
# they are found again whatever happened.
write_containerd_configuration() {
  local cri='plugins."io.containerd.grpc.v1.cri"'
  cat >"$STATE/containerd.toml" <<EOF
version = 2
root = "$STATE/containerd/root"
state = "$STATE/containerd/state"
[grpc]
  address = "$CONTAINERD_SOCKET"
[plugins."io.containerd.internal.v1.opt"]
  path = "$STATE/containerd/opt"
[$cri]
  sandbox_image = "$(image_name pause)"
  # Without CAP_SYS_RESOURCE, as in many a sandbox, runc could not start a container.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  disable_apparmor = true
  [$cri.cni]
    bin_dir = "$(cni_plugins bridge)"
    conf_dir = "$STATE/cni"
  [$cri.containerd]
    snapshotter = "overlayfs"
    [$cri.containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [$cri.containerd.runtimes.runc.options]
        Root = "$STATE/containerd/runc"
EOF
}

import_images() {
  local name
  wait_for "$STATE" containerd 30 containerd_client version
  for name in pause coredns go-httpbin; do
    load_images "$(image_archive "$name")" >/dev/null
  done
}

start_kubelet() {
  create_cgroup
  write_kubelet_configuration
  launch "$STATE" kubelet "$(program kubelet)" --config="$STATE/kubelet.yaml" \
    --kubeconfig="$STATE/kubelet.kubeconfig" --hostname-override="$NODE_NAME" \
    --node-ip="$NODE_ADDRESS" --root-dir="$STATE/kubelet" --cert-dir="$STATE/pki" --v=2
}

# Images cannot be pulled again, so they are never collected.
write_kubelet_configuration() {
  cat >"$STATE/kubelet.yaml" <<EOF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $NODE_ADDRESS
port: $KUBELET_PORT
healthzPort: $KUBELET_HEALTH_PORT
tlsCertFile: $STATE/pki/kubelet-server.crt
tlsPrivateKeyFile: $STATE/pki/kubelet-server.key
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: true}
  x509: {clientCAFile: $STATE/pki/ca.crt}
authorization: {mode: Webhook}
containerRuntimeEndpoint: unix://$CONTAINERD_SOCKET
podLogsDir: $STATE/pod-logs
volumePluginDir: $STATE/kubelet/volume-plugins
cgroupDriver: cgroupfs
cgroupRoot: /$CGROUP
failCgroupV1: false
failSwapOn: false
makeIPTablesUtilChains: false
clusterDNS: [$DNS_ADDRESS]
clusterDomain: cluster.local
resolvConf: $(resolver_configuration)
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
EOF
}

# systemd-resolved's stub listens on the host's loopback, which no pod reaches.
resolver_configuration() {
  local real=/run/systemd/resolve/resolv.conf
  if [[ -e $real ]]; then
    echo "$real"
  else
    echo /etc/resolv.conf
  fi
}

start_kube_proxy() {
  cat >"$STATE/kube-proxy.yaml" <<EOF
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clientConnection: {kubeconfig: $STATE/kube-proxy.kubeconfig}
mode: iptables
clusterCIDR: $POD_CIDR
hostnameOverride: $NODE_NAME
healthzBindAddress: 127.0.0.1:$PROXY_HEALTH_PORT
metricsBindAddress: 127.0.0.1:$PROXY_METRICS_PORT
iptables: {localhostNodePorts: false}
conntrack: {maxPerCore: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
EOF
  launch "$STATE" kube-proxy "$(program kube-proxy)" --config="$STATE/kube-proxy.yaml"
}

# Pods live below a cgroup of ours: it tells their processes from all others.
cgroup_folders() {
  awk -v name="$CGROUP" '$3 ~ /^cgroup2?$/ && index($2, "/sys/fs/cgroup") == 1 { print $2 "/" name }' \
    /proc/mounts | sort -u
}

create_cgroup() {
  local folder controller
  for folder in $(cgroup_folders); do
    mkdir -p "$folder"
  done
  # With cgroup v2 alone a folder has only what the root hands down.
  for controller in cpu cpuset hugetlb io memory pids; do
    if [[ -e /sys/fs/cgroup/cgroup.subtree_control ]]; then
      echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control 2>/dev/null || true
    fi
  done
}

pod_processes() {
  local folder
  for folder in $(cgroup_folders); do
    [[ -d $folder ]] || continue
    find "$folder" -name cgroup.procs -exec cat {} + 2>/dev/null || true
  done | sort -u
}

remove_cgroups() {
  local folder deadline=$((SECONDS + 10))
  for folder in $(cgroup_folders); do
    while [[ -d $folder ]]; do
      find "$folder" -depth -type d -exec rmdir {} + 2>/dev/null || true
      [[ ! -d $folder ]] || ((SECONDS < deadline)) || fail "cannot remove the cgroup $folder"
    done
  done
}
