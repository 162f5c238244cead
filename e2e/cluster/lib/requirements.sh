# shellcheck shell=bash
# What has to be there already is named with the command that installs it; what
# Debian packages is installed.

require_root() { # SUBCOMMAND
  ((EUID == 0)) || fail "'$1' needs root: it starts containers and sets up a network" \
    "sudo --preserve-env=PATH $0 $1"
}

require_linux() {
  [[ $(uname -s) == Linux ]] || fail "the cluster runs on Linux only, this is $(uname -s)" \
    'use a Debian virtual machine'
}

require_go() {
  local version install
  install="curl -fsSL https://go.dev/dl/go1.26.8.linux-$(go_architecture).tar.gz | tar -xz -C /usr/local"
  # sudo resets PATH, and there Go's own installer puts it.
  command -v go >/dev/null || PATH=$PATH:/usr/local/go/bin
  command -v go >/dev/null || fail "Go >= $GO_MINIMUM is needed to build Kubernetes" \
    "$install" 'then put /usr/local/go/bin on the PATH'
  version=$(GOTOOLCHAIN=local go env GOVERSION)
  at_least "${version#go}" "$GO_MINIMUM" ||
    fail "Go >= $GO_MINIMUM is needed to build Kubernetes, $(command -v go) is $version" \
      "rm -rf /usr/local/go && $install"
}

go_architecture() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) uname -m ;;
  esac
}

at_least() { # VERSION MINIMUM
  [[ $(printf '%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]
}

# One line per system package: a file or command that shows it is there, and that no
# other package has.
readonly SYSTEM_PACKAGES='containerd containerd
containerd ctr
runc runc
containernetworking-plugins host-local
iptables iptables
conntrack conntrack
iproute2 ip
iproute2 ss
util-linux setpriv
openssl openssl
curl curl'

install_system_packages() {
  local missing
  missing=$(missing_packages | sort -u | tr '\n' ' ')
  [[ -n $missing ]] || return 0
  command -v apt-get >/dev/null ||
    fail "missing: $missing" 'this is not a Debian-like system: install them with its package manager'
  step "installing $missing"
  mkdir -p "$CACHE"
  # shellcheck disable=SC2086  # a list of package names
  with_heartbeat "$CACHE/apt-get.log" "apt-get install $missing" \
    sh -c 'apt-get update && exec apt-get install --yes --no-install-recommends "$@"' apt $missing
}

missing_packages() {
  local package witness
  while read -r package witness; do
    command -v "$witness" >/dev/null || [[ -n $(cni_plugins "$witness") ]] || echo "$package"
  done <<<"$SYSTEM_PACKAGES"
}

# Debian keeps them apart from the place that everybody else uses.
cni_plugins() { # PLUGIN
  local folder
  for folder in /usr/lib/cni /opt/cni/bin; do
    if [[ -x $folder/$1 ]]; then
      echo "$folder"
      return
    fi
  done
}
