# shellcheck shell=bash
# Brings the whole cluster up, and takes it down again.

readonly PROGRAMS=(etcd kubectl kube-apiserver kube-controller-manager kube-scheduler
  kubelet kube-proxy coredns go-httpbin pause)

up() {
  require_linux
  require_root up
  install_system_packages
  build_programs "${PROGRAMS[@]}" helm
  one_at_a_time
  if is_healthy; then
    step 'the cluster runs already'
    return
  fi
  if has_remains; then
    step 'removing an earlier cluster: it is broken or of another version'
    remove_remains
  fi
  require_free_network
  start_cluster
}

# Everything that decides what runs; not the parts that only talk to it.
cluster_version() {
  local lib=$CLUSTER_HOME/lib name
  {
    for name in "${PROGRAMS[@]}"; do
      program "$name"
    done
    cat "$CLUSTER_HOME"/config/* "$lib"/{settings,certificates,api,node,network,processes}.sh
  } | sha256sum | cut -c1-12
}

# A lock on a folder that is always there leaves no file behind. It is the same
# for every checkout, as is the cluster.
one_at_a_time() {
  exec 9</var/lib
  flock --nonblock 9 || {
    step 'another up or down is at work, waiting for it'
    flock 9
  }
}

is_healthy() {
  local name
  [[ $(cat "$STATE/version" 2>/dev/null) == "$(cluster_version)" ]] || return 1
  for name in "${COMPONENTS[@]}"; do
    is_running "$STATE" "$name" || return 1
  done
  containerd_client version >/dev/null 2>&1 && node_is_ready && dns_is_ready
}

node_is_ready() {
  [[ $(admin get node "$NODE_NAME" \
    -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}' 2>/dev/null) == True ]]
}

dns_is_ready() {
  [[ $(admin -n kube-system get deployment coredns \
    -o 'jsonpath={.status.readyReplicas}' 2>/dev/null) == 1 ]]
}

admin() { # KUBECTL-ARGUMENT...
  kubectl_with "$STATE/kubeconfig" "$@"
}

start_cluster() {
  mkdir -p "$STATE/log"
  chmod 711 "$STATE"
  set_up_network
  write_network_configuration
  make_credentials
  start_etcd "$STATE" "$ETCD_PORT" "$ETCD_PEER_PORT"
  start_api_server "$STATE" 0.0.0.0 "$API_PORT" "$ETCD_PORT"
  start_containerd
  import_images
  step 'containerd ready, images imported'
  wait_for_api "$STATE"
  step 'kube-apiserver ready'
  start_controllers
  start_kubelet
  start_kube_proxy
  apply_dns
  wait_for "$STATE" kubelet 60 node_is_ready
  step "node $NODE_NAME ready"
  wait_for "$STATE" kube-proxy 60 dns_is_ready
  cluster_version >"$STATE/version"
  step "cluster ready: $0 kubectl get pods -A"
}

make_credentials() {
  local name
  new_api_certificates "$STATE"
  new_component_certificates "$STATE"
  new_kubeconfig "$STATE" admin "$API_PORT" "$STATE/kubeconfig"
  for name in kube-controller-manager kube-scheduler kubelet kube-proxy; do
    new_kubeconfig "$STATE" "$name" "$API_PORT" "$STATE/$name.kubeconfig"
  done
}

start_controllers() {
  local name=kube-controller-manager kubeconfig=$STATE/kube-controller-manager.kubeconfig pki=$STATE/pki
  launch "$STATE" "$name" "$(program "$name")" --kubeconfig="$kubeconfig" \
    --authentication-kubeconfig="$kubeconfig" --authorization-kubeconfig="$kubeconfig" \
    --bind-address=127.0.0.1 --secure-port="$CONTROLLER_MANAGER_PORT" --cert-dir="$pki" \
    --leader-elect=false --use-service-account-credentials --kube-api-qps=100 --kube-api-burst=200 \
    --service-account-private-key-file="$pki/service-account.key" --root-ca-file="$pki/ca.crt" \
    --cluster-signing-cert-file="$pki/ca.crt" --cluster-signing-key-file="$pki/ca.key"
  kubeconfig=$STATE/kube-scheduler.kubeconfig
  launch "$STATE" kube-scheduler "$(program kube-scheduler)" --kubeconfig="$kubeconfig" \
    --authentication-kubeconfig="$kubeconfig" --authorization-kubeconfig="$kubeconfig" \
    --bind-address=127.0.0.1 --secure-port="$SCHEDULER_PORT" --cert-dir="$pki" --leader-elect=false
}

apply_dns() {
  sed -e "s|@IMAGE@|$(image_name coredns)|" -e "s|@ADDRESS@|$DNS_ADDRESS|" \
    "$CLUSTER_HOME/config/coredns.yaml" | admin apply -f - >/dev/null
}
