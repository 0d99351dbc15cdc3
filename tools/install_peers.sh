# Installs the programs that tests talk to (tests/support/peers.py), where there is apt and we are root.
set -e
packages="openssl curl netcat-openbsd sbcl cl-usocket cl-ptester cl-puri cl-htmlgen"
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "make peers: not root on a Debian system; install by hand: $packages" >&2
  exit 0
fi
missing=$(for package in $packages; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
done)
[ -n "$missing" ] || exit 0
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() { apt-get install -y -qq --no-install-recommends $missing >"$log" 2>&1 </dev/null; }
# The package lists may be missing or old: fetch them only when the first try fails.
install || { apt-get update -qq >"$log" 2>&1 </dev/null && install; } || { cat "$log" >&2; exit 1; }
