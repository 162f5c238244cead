# shellcheck shell=bash
# etcd and kube-apiserver, alike for the full cluster and for a control plane alone.

start_etcd() { # DIR CLIENT-PORT PEER-PORT
  # Nothing in here has to outlive a power cut, and without fsync it starts faster.
  launch "$1" etcd "$(program etcd)" --name=etcd --data-dir="$1/etcd" --unsafe-no-fsync --log-level=warn \
    --listen-client-urls="http://127.0.0.1:$2" --advertise-client-urls="http://127.0.0.1:$2" \
    --listen-peer-urls="http://127.0.0.1:$3" --initial-advertise-peer-urls="http://127.0.0.1:$3" \
    --initial-cluster="etcd=http://127.0.0.1:$3"
}

start_api_server() { # DIR BIND-ADDRESS PORT ETCD-PORT
  local pki=$1/pki
  cp "$CLUSTER_HOME/config/audit-policy.yaml" "$1/audit-policy.yaml"
  launch "$1" kube-apiserver "$(program kube-apiserver)" \
    --etcd-servers="http://127.0.0.1:$4" \
    --bind-address="$2" --secure-port="$3" --advertise-address="$NODE_ADDRESS" \
    --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
    --cert-dir="$pki" --client-ca-file="$pki/ca.crt" \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged \
    --service-cluster-ip-range="$SERVICE_CIDR" \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file="$pki/service-account.pub" \
    --service-account-signing-key-file="$pki/service-account.key" \
    --requestheader-client-ca-file="$pki/front-proxy.crt" \
    --requestheader-username-headers=X-Remote-User \
    --requestheader-group-headers=X-Remote-Group \
    --requestheader-extra-headers-prefix=X-Remote-Extra- \
    --proxy-client-cert-file="$pki/front-proxy.crt" --proxy-client-key-file="$pki/front-proxy.key" \
    --kubelet-preferred-address-types=InternalIP \
    --kubelet-certificate-authority="$pki/ca.crt" \
    --kubelet-client-certificate="$pki/apiserver-kubelet-client.crt" \
    --kubelet-client-key="$pki/apiserver-kubelet-client.key" \
    --audit-policy-file="$1/audit-policy.yaml" --audit-log-path="$1/audit.log" \
    --audit-log-maxsize=100 --audit-log-maxbackup=3
}

wait_for_api() { # DIR
  wait_for "$1" kube-apiserver 60 api_is_ready "$1/kubeconfig"
}

# The default namespace is made after /readyz, and tests expect it.
api_is_ready() { # KUBECONFIG
  kubectl_with "$1" get --raw /readyz && kubectl_with "$1" get --raw /api/v1/namespaces/default
}

kubectl_with() { # KUBECONFIG ARGUMENT...
  (exec_kubectl "$1" --request-timeout=5s "${@:2}")
}

# Neither reads nor writes anything in the home folder.
exec_helm() { # KUBECONFIG ARGUMENT...
  local own=${1%/*}/helm
  exec env HELM_CACHE_HOME="$own" HELM_CONFIG_HOME="$own" HELM_DATA_HOME="$own" \
    "$(program helm)" --kubeconfig="$1" "${@:2}"
}

# Neither reads nor writes anything in ~/.kube. In place of this shell, so that
# who ends it, ends kubectl.
exec_kubectl() { # KUBECONFIG ARGUMENT...
  exec env KUBERC=off KUBECACHEDIR="${1%/*}/kubectl-cache" "$(program kubectl)" --kubeconfig="$1" "${@:2}"
}
