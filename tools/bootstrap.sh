#!/usr/bin/env bash
# Makes this checkout runnable: system libraries and fonts, .venv, the locked dependencies, the project itself.
#
# Every make target calls it first. When nothing changed since the last success it costs a hash and returns.
# Needs: Debian 12 or newer, or Ubuntu 22.04 or newer, with Python 3.11 or newer. PYTHON=/path/to/python chooses one.
# Where packages come from (indexes, mirrors, certificates) is pip's and apt's own configuration, never ours.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly VENV=.venv
readonly STAMP="$VENV/bootstrap.stamp"

say() { printf 'bootstrap: %s\n' "$*" >&2; }
die() {
    say "$*"
    exit 1
}

# The stamp holds the fingerprint of everything an installation depends on, and the folder it was made for:
# a virtual environment that was moved or copied has wrong paths inside and is made anew.
fingerprint() {
    { cat requirements.lock pyproject.toml tools/bootstrap.sh && pwd -P; } | sha256sum | cut -d' ' -f1
}

# ---------------------------------------------------------------- what the system must have

# "<file the dynamic linker must know> <package that brings it>": what Qt's own files name as NEEDED for the
# platforms xcb and offscreen, Qt Quick, the virtual keyboard (libpulse0) and Qt PDF; and PC/SC. Asking for the library and not
# for the package keeps this true where packages were renamed (libglib2.0-0t64) or on another distribution.
readonly LIBRARIES='
libEGL.so.1 libegl1
libGL.so.1 libgl1
libX11-xcb.so.1 libx11-xcb1
libX11.so.6 libx11-6
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libfreetype.so.6 libfreetype6
libglib-2.0.so.0 libglib2.0-0
libgssapi_krb5.so.2 libgssapi-krb5-2
libpcsclite.so.1 libpcsclite1
libpulse.so.0 libpulse0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-glx.so.0 libxcb-glx0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-render.so.0 libxcb-render0
libxcb-shape.so.0 libxcb-shape0
libxcb-shm.so.0 libxcb-shm0
libxcb-sync.so.1 libxcb-sync1
libxcb-xfixes.so.0 libxcb-xfixes0
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxkbcommon.so.0 libxkbcommon0
'
# "<font file> <package>": the screens and papers are set in Noto Sans and Serif CJK SC; rare characters in Hanazono.
readonly FONTS='
NotoSansCJK-Bold.ttc fonts-noto-cjk
NotoSerifCJK-Bold.ttc fonts-noto-cjk
HanaMinB.ttf fonts-hanazono
'
# "<command> <package>": the tests look at printed PDFs as pictures and text.
readonly COMMANDS='
pdftoppm poppler-utils
'

missing_packages() {
    local libraries fonts name package
    libraries="$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p | awk '{print $1}')"
    fonts="$(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/root}/.fonts" "${HOME:-/root}/.local/share/fonts" \
        -name '*.tt[cf]' -printf '%f\n' 2>/dev/null || true)"
    while read -r name package; do
        [ -z "$name" ] || grep -qxF "$name" <<<"$libraries" || echo "$package"
    done <<<"$LIBRARIES"
    while read -r name package; do
        [ -z "$name" ] || grep -qxF "$name" <<<"$fonts" || echo "$package"
    done <<<"$FONTS"
    while read -r name package; do
        [ -z "$name" ] || command -v "$name" >/dev/null || echo "$package"
    done <<<"$COMMANDS"
}

# Debian splits the part of the standard library that makes virtual environments into a package of its own.
missing_venv_package() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    "$1" -c 'import sys; print(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")'
}

install_packages() {
    local -a become=()
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            become=(sudo -n)
        else
            explain_packages "$@"
        fi
    fi
    command -v apt-get >/dev/null || explain_packages "$@"
    say "installing system packages: $*"
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null >&2
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" \
        </dev/null >&2 || die "apt-get could not install: $*"
}

explain_packages() {
    say 'these system packages are missing, and this account may not install them (no root, no passwordless sudo):'
    printf '    %s\n' "$@" >&2
    say 'install them once as an administrator, then start again:'
    printf '    sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n' "$*" >&2
    exit 1
}

# ---------------------------------------------------------------- Python

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# The first interpreter that is new enough *and runs*: a version manager's shim may exist and still refuse.
find_python() {
    local candidate
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" || die "PYTHON=$PYTHON is not a Python 3.11 or newer"
        echo "$PYTHON"
        return
    fi
    for candidate in python3.13 python3.12 python3.11 python3; do
        if command -v "$candidate" >/dev/null && new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    die 'Python 3.11 or newer is needed (Debian 12: apt-get install python3; Ubuntu 22.04: apt-get install python3.11);
    or name one: PYTHON=/path/to/python make run'
}

make_environment() {
    local python="$1"
    # An environment that this checkout already uses is updated in place; one that is broken, moved or too old goes.
    if ! { new_enough "$VENV/bin/python" && "$VENV/bin/python" -m pip --version >/dev/null 2>&1 &&
        [ "$("$VENV/bin/python" -c 'import sys; print(sys.prefix)')" = "$(pwd -P)/$VENV" ]; }; then
        say "creating $VENV with $("$python" --version)"
        rm -rf "$VENV"
        "$python" -m venv "$VENV"
    fi
    say 'installing the locked dependencies (the first time this takes a few minutes)'
    "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock </dev/null
    "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e . </dev/null
}

# Behind a link `sys.prefix` is this folder's all the same, and an installation into it would turn the other checkout's round.
refuse_a_link() {
    [ ! -L "$VENV" ] || die "$VENV is a link to $(readlink -f "$VENV"), and that environment is another checkout's:
    installing from here would make it import this one. Remove the link (rm $VENV) and start again: this checkout gets its own"
}

# ---------------------------------------------------------------- for the tests and `make platform-pg`

# "<command or file> <package>": an A4 printer that we did not write, and the service discovery without which it does not
# start; the compiler of the power-cut recorder; what the platform stands on in a province; a browser for the console's stories.
readonly PEERS='
ippeveprinter cups-ipp-utils
avahi-daemon avahi-daemon
dbus-daemon dbus
gcc gcc
/usr/include/stdio.h libc6-dev
nginx nginx-light
/usr/lib/postgresql postgresql
chromium chromium
'

# Installed where this account may; the tests that need them are skipped with the reason elsewhere.
install_peers() {
    local -a packages=() become=()
    local name package
    while read -r name package; do
        [ -z "$name" ] || [ -e "$name" ] || PATH="$PATH:/usr/sbin:/sbin" command -v "$name" >/dev/null ||
            packages+=("$package")
    done <<<"$PEERS"
    [ "${#packages[@]}" -gt 0 ] && command -v apt-get >/dev/null || return 0
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 0
        become=(sudo -n)
    fi
    say "installing what only tests and make platform-pg need: ${packages[*]}"
    # A test machine is no print server: nothing that is installed here is started.
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null >&2 || true
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -qq -y --no-install-recommends \
        "${packages[@]}" </dev/null >&2 || say "apt-get could not install: ${packages[*]}; their tests will be skipped"
}

main() {
    local wanted python
    if [ "${1:-}" = peers ]; then
        install_peers
        return
    fi
    refuse_a_link
    wanted="$(fingerprint)"
    if [ -f "$STAMP" ] && [ "$(<"$STAMP")" = "$wanted" ] && [ -x "$VENV/bin/python" ]; then
        return
    fi
    # Only one bootstrap of a checkout at a time: `make -j` and two terminals must not fill one folder twice.
    mkdir -p var
    exec 9>var/bootstrap.lock
    flock 9
    [ -f "$STAMP" ] && [ "$(<"$STAMP")" = "$wanted" ] && return

    python="$(find_python)"
    local -a packages
    mapfile -t packages < <({ missing_packages; missing_venv_package "$python"; } | sort -u)
    [ "${#packages[@]}" -eq 0 ] || install_packages "${packages[@]}"
    make_environment "$python"
    echo "$wanted" >"$STAMP"
    say 'ready'
}

main "$@"
