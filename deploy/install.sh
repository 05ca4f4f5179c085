#!/bin/sh
# Installs Plinth for the current user: picks the executable for this machine, verifies its checksum and copies it to
# ~/.local/bin. Needs curl or wget, and sha256sum, shasum or openssl, but not root.
#
#   sh install.sh                      the newest release
#   PLINTH_VERSION=0.1.0 sh install.sh
#   PLINTH_BIN=/opt/bin sh install.sh  another folder
#   PLINTH_URL=https://mirror.example/plinth sh install.sh   a folder with the files of a release (and SHA256SUMS)
set -eu

# URL of the releases, https://HOST/OWNER/NAME/releases; the release workflow fills it in.
releases=

fail() {
  echo "install: $1" >&2
  exit 1
}

main() {
  folder=${PLINTH_BIN:-${HOME:?is not set: name a folder in PLINTH_BIN}/.local/bin}
  url=$(source_url)
  target=$(find_target)
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' HUP INT TERM

  fetch "$url/SHA256SUMS" "$work/SHA256SUMS"
  name=$(awk -v target="-$target" '$2 ~ /^plinth-/ && substr($2, length($2) - length(target) + 1) == target { print $2 }' \
    "$work/SHA256SUMS")
  case $name in
    '') fail "there is no executable for $target at $url" ;;
    *[!A-Za-z0-9._-]*) fail "$url/SHA256SUMS names more than one executable for $target" ;;
  esac
  echo "Fetching $url/$name" >&2
  fetch "$url/$name" "$work/$name"
  wanted=$(awk -v name="$name" '$2 == name { print $1 }' "$work/SHA256SUMS")
  found=$(digest "$work/$name")
  [ "$found" = "$wanted" ] || fail "$name is damaged: its SHA-256 digest is $found, not $wanted; nothing was installed"
  chmod 755 "$work/$name"
  "$work/$name" --version >"$work/version" || fail "$name does not run on this machine; nothing was installed"

  mkdir -p "$folder"
  # Replaces the executable atomically: running processes keep the old one, and a new one starts either version.
  cp "$work/$name" "$folder/.plinth.new"
  mv -f "$folder/.plinth.new" "$folder/plinth"
  echo "Installed $folder/plinth: $(cat "$work/version")" >&2
  case :$PATH: in
    *":$folder:"*) ;;
    *) echo "It is not on your PATH yet: export PATH=\"$folder:\$PATH\"" >&2 ;;
  esac
}

source_url() {
  if [ -n "${PLINTH_URL:-}" ]; then
    echo "${PLINTH_URL%/}"
  elif [ -z "$releases" ]; then
    fail "this copy of install.sh belongs to no release: name the place of one in PLINTH_URL"
  elif [ -n "${PLINTH_VERSION:-}" ]; then
    echo "$releases/download/v${PLINTH_VERSION#v}"
  else
    echo "$releases/latest/download"
  fi
}

find_target() {
  case $(uname -s) in
    Linux) system=linux ;;
    Darwin) system=macos ;;
    *) fail "there is no executable for $(uname -s) to be installed so; for Windows, download plinth-...-windows-x64.exe" ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) machine=x64 ;;
    arm64 | aarch64) machine=arm64 ;;
    *) fail "there is no executable for $(uname -m) processors" ;;
  esac
  # The runtime needs glibc.
  if [ "$system" = linux ] && ldd --version 2>&1 | grep -qi musl; then
    fail "this system has musl, and Plinth needs glibc 2.27 or newer; run it in a container instead"
  fi
  echo "$system-$machine"
}

# fetch URL FILE
fetch() {
  if command -v curl >/dev/null; then
    curl -fsSL --retry 2 -o "$2" "$1" || fail "can't fetch $1"
  elif command -v wget >/dev/null; then
    wget -q -O "$2" "$1" || fail "can't fetch $1"
  else
    fail "neither curl nor wget is installed"
  fi
}

# digest FILE
digest() {
  if command -v sha256sum >/dev/null; then
    sha256sum "$1" | cut -d ' ' -f 1
  elif command -v shasum >/dev/null; then
    shasum -a 256 "$1" | cut -d ' ' -f 1
  elif command -v openssl >/dev/null; then
    openssl dgst -sha256 -r "$1" | cut -d ' ' -f 1
  else
    fail "nothing to check digests with is installed: sha256sum, shasum or openssl"
  fi
}

# The shell has read the whole script before it runs any of it: an incomplete download does nothing.
main
