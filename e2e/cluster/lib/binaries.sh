# shellcheck shell=bash
# Builds the pinned programs once per version, into a cache that checkouts share.

readonly GO_MODULES=$CLUSTER_HOME/go

module_of() { # PROGRAM
  case $1 in
    kube* ) echo kubernetes ;;
    * ) echo "$1" ;;
  esac
}

package_of() { # PROGRAM
  case $1 in
    kube*) echo "k8s.io/kubernetes/cmd/$1" ;;
    etcd) echo go.etcd.io/etcd/server/v3 ;;
    coredns) echo github.com/coredns/coredns ;;
    go-httpbin) echo github.com/mccutchen/go-httpbin/v2/cmd/go-httpbin ;;
    helm) echo helm.sh/helm/v4/cmd/helm ;;
    pause) echo . ;;
  esac
}

# Version of a module as its go.mod pins it, without the v.
pinned_version() { # MODULE-FOLDER MODULE-PATH
  awk -v path="$2" '{ for (i = 1; i < NF; i++) if ($i == path) { print substr($(i + 1), 2); exit } }' \
    <(grep -v '=>' "$GO_MODULES/$1/go.mod")
}

link_flags() { # MODULE-FOLDER
  local version component=k8s.io/component-base/version flags='-s -w'
  if [[ $1 == kubernetes ]]; then
    version=$(pinned_version kubernetes k8s.io/kubernetes)
    flags+=" -X $component.gitVersion=v$version"
    flags+=" -X $component.gitMajor=$(cut -d. -f1 <<<"$version")"
    flags+=" -X $component.gitMinor=$(cut -d. -f2 <<<"$version")"
  fi
  echo "$flags"
}

module_cache() { # MODULE-FOLDER
  local key
  key=$({
    uname -m
    link_flags "$1"
    find "$GO_MODULES/$1" -type f | LC_ALL=C sort | xargs cat
  } | sha256sum | cut -c1-12)
  echo "$CACHE/$1-$key"
}

program() { # PROGRAM
  echo "$(module_cache "$(module_of "$1")")/$1"
}

build_programs() { # PROGRAM...
  local name missing=()
  for name in "$@"; do
    [[ -x $(program "$name") ]] || missing+=("$name")
  done
  ((${#missing[@]} > 0)) || return 0
  require_go
  mkdir -p "$CACHE"
  exec 8>"$CACHE/build.lock"
  flock --nonblock 8 || {
    step "another build is running, waiting for it"
    flock 8
  }
  step "building ${missing[*]} (all of Kubernetes: about 9 minutes on 2 cores, the first time only)"
  for name in "${missing[@]}"; do
    [[ -x $(program "$name") ]] || build_program "$name"
  done
  exec 8>&-
}

build_program() { # PROGRAM
  local name=$1 module target begin=$SECONDS
  module=$(module_of "$name")
  target=$(program "$name")
  mkdir -p "${target%/*}"
  # A new name until it is whole: a build that was killed leaves no half program.
  with_heartbeat "$target.log" "building $name" \
    env -C "$GO_MODULES/$module" CGO_ENABLED=0 GOWORK=off GOFLAGS=-mod=readonly \
    go build -trimpath -ldflags "$(link_flags "$module")" -o "$target.part" "$(package_of "$name")"
  mv "$target.part" "$target"
  rm -f "$target.log"
  step "$name built in $((SECONDS - begin))s"
}
