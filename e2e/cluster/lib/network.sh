# shellcheck shell=bash
# What the cluster adds to the machine's network, and how that goes away again.

# Kernel settings that the cluster changes, by itself or through its components.
readonly KERNEL_SETTINGS='net.ipv4.ip_forward=1
net.bridge.bridge-nf-call-iptables=1
vm.overcommit_memory
vm.panic_on_oom
kernel.panic
kernel.panic_on_oops
kernel.keys.root_maxkeys
kernel.keys.root_maxbytes
net.ipv4.conf.all.route_localnet'

readonly BOOT_ID=/proc/sys/kernel/random/boot_id

require_free_network() {
  local port chains range
  for port in "${PORTS[@]}"; do
    if [[ -n $(ss -Htln "sport = :$port") ]]; then
      fail "port $port is taken by a process that is not ours:" "$(ss -Htlnp "sport = :$port")"
    fi
  done
  chains=$(iptables_chains KUBE)
  [[ -z $chains ]] || fail "iptables chains of another Kubernetes are on this machine:" \
    "$(head -n 3 <<<"$chains" | tr '\n' ' ')..." \
    'two kube-proxies would break each other: stop that cluster first, or use another machine'
  for range in "$POD_CIDR" "$SERVICE_CIDR"; do
    [[ -z $(ip route show root "$range") ]] || fail "a route into $range is there already:" \
      "$(ip route show root "$range")"
  done
  [[ -z $(ip -o address show to "$NODE_ADDRESS") ]] || fail "the address $NODE_ADDRESS is in use:" \
    "$(ip -o address show to "$NODE_ADDRESS")"
  [[ ! -e /sys/class/net/$BRIDGE ]] || fail "an interface $BRIDGE is there already"
}

set_up_network() {
  local name value
  cat "$BOOT_ID" >"$STATE/boot-id"
  iptables_chains CNI >"$STATE/foreign-chains"
  packet_tables >"$STATE/foreign-tables"
  modprobe --quiet br_netfilter 2>/dev/null || true
  [[ -e /proc/sys/net/bridge ]] || fail 'the kernel has no br_netfilter: Services would not work between pods' \
    'install the kernel package with its modules'
  while IFS='=' read -r name value; do
    sysctl_value "$name" >>"$STATE/kernel-settings"
    if [[ -n $value ]]; then
      write_sysctl "$name" "$value"
    fi
  done <<<"$KERNEL_SETTINGS"
  ip address add "$NODE_ADDRESS/32" dev lo
  ip link add "$BRIDGE" type bridge
  ip address add "$POD_GATEWAY/${POD_CIDR#*/}" dev "$BRIDGE"
  ip link set "$BRIDGE" up
  # So that Services can be reached from this machine without a default route too.
  ip route add "$SERVICE_CIDR" dev "$BRIDGE"
  our_rule iptables filter -I FORWARD -i "$BRIDGE" -j ACCEPT
  our_rule iptables filter -I FORWARD -o "$BRIDGE" -j ACCEPT
  our_rule iptables nat -A POSTROUTING -s "$POD_CIDR" ! -o "$BRIDGE" -j MASQUERADE
}

iptables_chains() { # PREFIX
  { iptables-save; ip6tables-save; } 2>/dev/null | sed -n "s/^:\\($1-[^ ]*\\).*/\\1/p"
}

packet_tables() {
  local program
  for program in iptables ip6tables; do
    "$program-save" 2>/dev/null | sed -n "s/^\\*/$program /p"
  done
}

our_rule() { # IPTABLES TABLE RULE...
  local program=$1 table=$2
  shift 2
  "$program" --wait 10 -t "$table" "$@" -m comment --comment "$NETWORK"
}

sysctl_value() { # NAME
  local file=/proc/sys/${1//.//}
  if [[ -r $file ]]; then
    echo "$1=$(<"$file")"
  fi
}

write_sysctl() { # NAME VALUE
  local file=/proc/sys/${1//.//}
  if [[ -w $file && $(<"$file") != "$2" ]]; then
    echo "$2" >"$file"
  fi
}

write_network_configuration() {
  mkdir -p "$STATE/cni"
  cat >"$STATE/cni/10-$NETWORK.conflist" <<EOF
{
  "cniVersion": "1.0.0",
  "name": "$NETWORK",
  "plugins": [
    {
      "type": "bridge", "bridge": "$BRIDGE", "isDefaultGateway": true, "hairpinMode": true,
      "ipam": {"type": "host-local", "dataDir": "$STATE/cni/addresses",
               "ranges": [[{"subnet": "$POD_CIDR", "gateway": "$POD_GATEWAY"}]]}
    },
    {"type": "portmap", "capabilities": {"portMappings": true}}
  ]
}
EOF
}

tear_down_network() {
  local name value
  # What is there after a restart of the machine is somebody else's.
  if [[ -e $STATE/boot-id ]] && [[ $(<"$BOOT_ID") != "$(<"$STATE/boot-id")" ]]; then
    return
  fi
  remove_packet_rules iptables
  remove_packet_rules ip6tables
  remove_empty_tables
  for name in $(ip -o link show master "$BRIDGE" 2>/dev/null | awk -F'[ :@]+' '{ print $2 }'); do
    ip link delete "$name" 2>/dev/null || true
  done
  ip link delete "$BRIDGE" 2>/dev/null || true
  ip address delete "$NODE_ADDRESS/32" dev lo 2>/dev/null || true
  for name in "$POD_CIDR" "$SERVICE_CIDR"; do
    conntrack --delete --orig-dst "$name" >/dev/null 2>&1 || true
    conntrack --delete --orig-src "$name" >/dev/null 2>&1 || true
  done
  [[ -e $STATE/kernel-settings ]] || return 0
  while IFS='=' read -r name value; do
    write_sysctl "$name" "$value"
  done <"$STATE/kernel-settings"
}

# Chains KUBE-* of somebody else were refused at the start and chains CNI-* were
# written down then, so all others are ours. One atomic change per address family.
remove_packet_rules() { # IPTABLES
  "$1-save" 2>/dev/null | awk -v label="--comment $NETWORK " \
    -v foreign="$(paste -sd' ' "$STATE/foreign-chains" 2>/dev/null || true)" '
    BEGIN { split(foreign, names); for (i in names) spared[names[i]] }
    function ours(chain) { return chain ~ /^(KUBE|CNI)-/ && !(chain in spared) }
    function target() { return match($0, / -j [^ ]+/) ? substr($0, RSTART + 4, RLENGTH - 4) : "" }
    /^\*/ { print; chains = "" }
    /^:/ && ours(substr($1, 2)) { chains = chains " " substr($1, 2) }
    /^-A/ && !ours($2) && (ours(target()) || index($0, label)) { print "-D" substr($0, 3) }
    /^COMMIT/ {
      count = split(chains, mine)
      for (i = 1; i <= count; i++) print "-F " mine[i]
      for (i = 1; i <= count; i++) print "-X " mine[i]
      print
    }
  ' | "$1-restore" --noflush --wait 10
}

# The nft variant of iptables keeps tables that it made; without the nft program
# they stay, empty and without effect.
remove_empty_tables() {
  local program table family rules
  command -v nft >/dev/null && [[ -e $STATE/foreign-tables && $(iptables --version) == *nf_tables* ]] ||
    return 0
  while read -r program table; do
    rules=$("$program-save" -t "$table" | grep -cE '^-A|^:[^ ]+ -' || true)
    if ((rules == 0)); then
      family=${program%tables}
      nft delete table "$family" "$table" 2>/dev/null || true
    fi
  done < <(packet_tables | grep -vxF -f "$STATE/foreign-tables")
}
