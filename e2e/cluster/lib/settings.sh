# shellcheck shell=bash
# shellcheck disable=SC2034  # the other files use these
# Names, addresses and folders. None of them is a default of Kubernetes, so that
# a cluster that already runs on this machine is not disturbed.

readonly STATE=/var/lib/https-upgrade-cluster
readonly CACHE=${HTTPS_UPGRADE_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/https-upgrade}

readonly NODE_NAME=node-1
readonly NODE_ADDRESS=192.0.2.10
# Wide, because an address that comes round again meets neighbours who still know the
# former holder: its pod is not reached for up to ten seconds.
readonly POD_CIDR=10.199.0.0/16
readonly POD_GATEWAY=10.199.0.1
readonly SERVICE_CIDR=10.198.0.0/16
readonly KUBERNETES_ADDRESS=10.198.0.1
readonly DNS_ADDRESS=10.198.0.10
readonly BRIDGE=hu0
readonly NETWORK=https-upgrade-cluster
readonly CGROUP=https-upgrade-cluster

readonly API_PORT=16443
readonly ETCD_PORT=12379
readonly ETCD_PEER_PORT=12380
readonly KUBELET_PORT=11250
readonly KUBELET_HEALTH_PORT=11248
readonly PROXY_METRICS_PORT=11249
readonly PROXY_HEALTH_PORT=11256
readonly CONTROLLER_MANAGER_PORT=11257
readonly SCHEDULER_PORT=11259

readonly COMPONENTS=(etcd kube-apiserver kube-controller-manager kube-scheduler
  containerd kubelet kube-proxy)
readonly PORTS=("$API_PORT" "$ETCD_PORT" "$ETCD_PEER_PORT" "$KUBELET_PORT"
  "$KUBELET_HEALTH_PORT" "$PROXY_METRICS_PORT" "$PROXY_HEALTH_PORT"
  "$CONTROLLER_MANAGER_PORT" "$SCHEDULER_PORT")

readonly CONTAINERD_SOCKET=$STATE/containerd.sock
readonly GO_MINIMUM=1.26
