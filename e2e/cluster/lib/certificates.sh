# shellcheck shell=bash
# Certificates of the control plane and the kubeconfigs that carry them.

readonly VALID_DAYS=3650

new_certificate() { # DIR NAME SUBJECT OPENSSL-ARGUMENT...
  local file=$1/pki/$2 subject=$3
  local key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256)
  # People's clients read the administrator's key: some, as fabric8's for Java, only know RSA.
  [[ $2 != admin ]] || key=(-newkey rsa:2048)
  shift 3
  # A configuration of our own: the system's would add CA:TRUE to every certificate.
  openssl req -x509 "${key[@]}" -nodes -sha256 \
    -config <(printf '[req]\ndistinguished_name=name\n[name]\n') \
    -days "$VALID_DAYS" -subj "$subject" -keyout "$file.key" -out "$file.crt" "$@" 2>/dev/null
}

new_authority() { # DIR NAME
  new_certificate "$1" "$2" "/CN=$2" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
}

new_leaf() { # DIR NAME SUBJECT USAGE [ALTERNATIVE-NAMES]
  local ca=$1/pki/ca
  new_certificate "$1" "$2" "$3" -CA "$ca.crt" -CAkey "$ca.key" \
    -addext basicConstraints=critical,CA:FALSE \
    -addext keyUsage=critical,digitalSignature \
    -addext "extendedKeyUsage=$4" ${5:+-addext "subjectAltName=$5"}
}

new_api_certificates() { # DIR
  local service=DNS:kubernetes.default
  mkdir -p "$1/pki"
  new_authority "$1" ca
  new_authority "$1" front-proxy
  new_leaf "$1" apiserver /CN=kube-apiserver serverAuth \
    "DNS:kubernetes,$service,$service.svc,$service.svc.cluster.local,DNS:localhost,IP:127.0.0.1,IP:$KUBERNETES_ADDRESS,IP:$NODE_ADDRESS"
  new_leaf "$1" apiserver-kubelet-client /O=system:masters/CN=kube-apiserver clientAuth
  new_leaf "$1" admin /O=system:masters/CN=admin clientAuth
  openssl ecparam -name prime256v1 -genkey -noout -out "$1/pki/service-account.key"
  openssl ec -in "$1/pki/service-account.key" -pubout -out "$1/pki/service-account.pub" 2>/dev/null
}

new_component_certificates() { # DIR
  local name
  for name in kube-controller-manager kube-scheduler kube-proxy; do
    new_leaf "$1" "$name" "/CN=system:$name" clientAuth
  done
  new_leaf "$1" kubelet "/O=system:nodes/CN=system:node:$NODE_NAME" clientAuth
  new_leaf "$1" kubelet-server "/CN=$NODE_NAME" serverAuth "DNS:$NODE_NAME,IP:$NODE_ADDRESS"
}

new_kubeconfig() { # DIR CERTIFICATE-NAME PORT OUT
  local pki=$1/pki
  (
    umask 077
    cat >"$4" <<EOF
apiVersion: v1
kind: Config
clusters:
  - name: https-upgrade
    cluster:
      server: https://127.0.0.1:$3
      certificate-authority-data: $(base64 -w0 "$pki/ca.crt")
users:
  - name: $2
    user:
      client-certificate-data: $(base64 -w0 "$pki/$2.crt")
      client-key-data: $(base64 -w0 "$pki/$2.key")
contexts:
  - name: https-upgrade
    context: {cluster: https-upgrade, user: $2}
current-context: https-upgrade
EOF
  )
}
