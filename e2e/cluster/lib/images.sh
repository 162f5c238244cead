# shellcheck shell=bash
# Container images without a registry: packed here, imported into containerd.

# Packs a folder as a single-layer docker archive, byte for byte the same each time.
pack() { # [--user UID:GID] NAME OUT ROOT ENTRYPOINT...
  local user=65532:65532
  if [[ ${1:-} == --user ]]; then
    user=${2:?pack: --user needs a value}
    shift 2
  fi
  (($# >= 4)) || fail 'pack needs: [--user UID:GID] NAME OUT.tar ROOT_DIR ENTRYPOINT...'
  local name=$1 out=$2 root=$3 work digest
  shift 3
  [[ -d $root ]] || fail "pack: $root is no folder"
  work=$(mktemp -d)
  plain_tar "$work/layer.tar" "$root" .
  digest=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
  mkdir "$work/image"
  mv "$work/layer.tar" "$work/image/$digest.tar"
  image_config "$digest" "$user" "$@" >"$work/image/config.json"
  printf '[{"Config":"config.json","RepoTags":[%s],"Layers":["%s.tar"]}]' \
    "$(json_list "$name")" "$digest" >"$work/image/manifest.json"
  plain_tar "$work/out.tar" "$work/image" config.json manifest.json "$digest.tar"
  mv "$work/out.tar" "$out"
  rm -rf "$work"
}

plain_tar() { # OUT FOLDER FILE...
  local out=$1 folder=$2
  shift 2
  tar --create --file="$out" --directory="$folder" --format=gnu --sort=name --mtime=@0 \
    --owner=0 --group=0 --numeric-owner --mode=a+rX,u+w,go-w "$@"
}

image_config() { # DIGEST USER ENTRYPOINT...
  local digest=$1 user=$2
  shift 2
  printf '{"architecture":"%s","os":"linux","created":"1970-01-01T00:00:00Z",' "$(go_architecture)"
  printf '"config":{"User":"%s","Entrypoint":[%s],"Env":["PATH=/bin:/usr/bin"],"WorkingDir":"/"},' \
    "$user" "$(json_list "$@")"
  printf '"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$digest"
}

json_list() { # STRING...
  local item list=
  for item in "$@"; do
    item=${item//\\/\\\\}
    list+=",\"${item//\"/\\\"}\""
  done
  printf '%s' "${list#,}"
}

image_name() { # PROGRAM
  case $1 in
    coredns) echo "localhost/coredns:$(pinned_version coredns github.com/coredns/coredns)" ;;
    go-httpbin) echo "localhost/go-httpbin:$(pinned_version go-httpbin github.com/mccutchen/go-httpbin/v2)" ;;
    pause) echo localhost/pause:1 ;;
  esac
}

# Image archive of a program from the cache, packed at the first use.
image_archive() { # PROGRAM
  local binary archive root
  binary=$(program "$1")
  archive=$binary.tar
  if [[ ! -e $archive ]]; then
    root=$(mktemp -d)
    mkdir "$root/bin"
    cp "$binary" "$root/bin/"
    pack "$(image_name "$1")" "$archive.part" "$root" "/bin/$1"
    mv "$archive.part" "$archive"
    rm -rf "$root"
  fi
  echo "$archive"
}

load_images() { # TAR...
  local archive
  (($# > 0)) || fail 'load needs at least one image archive'
  is_running "$STATE" containerd || fail 'the cluster is not up' "$0 up"
  for archive in "$@"; do
    [[ -r $archive ]] || fail "load: cannot read $archive"
    import_image "$archive"
  done
}

# Over an image in use it may fail once: an import gives names to another image before it unpacks
# the layers, and meanwhile containerd collects the former image, with layers that both have in common.
import_image() { # TAR
  containerd_client --namespace=k8s.io images import "$1" ||
    containerd_client --namespace=k8s.io images import "$1"
}

tag_image() { # IMAGE NAME
  (($# == 2)) || fail 'tag needs an image of the node and its other name'
  is_running "$STATE" containerd || fail 'the cluster is not up' "$0 up"
  require_root tag
  containerd_client --namespace=k8s.io images tag --force "$1" "$2"
}

containerd_client() { # ARGUMENT...
  ctr --address="$CONTAINERD_SOCKET" --connect-timeout=5s "$@"
}
