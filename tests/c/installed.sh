#!/usr/bin/env bash
# Builds the examples out of an installed prefix, as a user does: from the sources that were
# installed, in an empty folder, with pkg-config, CMake, Go and Node.
#
#   installed.sh WORK
#
# WORK/bin holds the programs afterwards; the tests in tests/surfaces run them. What has no compiler
# here is skipped with a reason.
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake_lists=$PWD/tests/c/cmake
rm -rf "$1"
mkdir -p "$1/bin" "$1/empty"
work=$(cd "$1" && pwd)
prefix=$work/prefix
libdir=$prefix/lib/here
examples=$prefix/share/doc/vncurl/examples
bin=$work/bin

fail() {
    echo "installed: $*" >&2
    exit 1
}

skip() { echo "installed: skipped: $*" >&2; }

equal() { # what, expected, actual
    [ "$2" = "$3" ] || fail "$1: expected $2, got $3"
}

install() { make --silent --no-print-directory "$@" >"$work/make.log" 2>&1 || fail "$(cat "$work/make.log")"; }

needed() { readelf -d "$1" | sed -n 's/.*NEEDED.*\[\(libvncurl.*\)\]/\1/p'; }

install install PREFIX="$prefix" LIBDIR="$libdir"
version=$(sed -nE 's/^version = "(.*)"/\1/p' Cargo.toml | head -n 1)
cd "$work/empty"
export PKG_CONFIG_PATH=$libdir/pkgconfig LD_LIBRARY_PATH=$libdir
export CFLAGS='-std=c99 -Wall -Wextra -Wpedantic -Werror'
CC=${CC:-cc}

# One version everywhere.
cat >version.c <<'C'
#include <stdio.h>
#include <vncurl.h>
int main(void)
{
  printf("%d.%d.%d %s\n", VNCURL_VERSION_MAJOR, VNCURL_VERSION_MINOR, VNCURL_VERSION_PATCH, vncurl_version());
  return 0;
}
C
$CC $CFLAGS -o version version.c $(pkg-config --cflags --libs vncurl)
equal "versions of header and library" "$version $version" "$(./version)"
equal "version of vncurl.pc" "$version" "$(pkg-config --modversion vncurl)"
equal "the chain of links" "libvncurl.so.$version" "$(basename "$(readlink -f "$libdir/libvncurl.so")")"

# pkg-config, shared and static; the program on poll without any shared library.
shared() { $CC $CFLAGS -o "$bin/$1.shared" "$examples/$2.c" $(pkg-config --cflags --libs vncurl "${@:3}") -Wl,-rpath,"$libdir"; }
shared console_url_c console_url libcurl
shared poll_loop poll_loop
$CC $CFLAGS -o "$bin/console_url_c.static" "$examples/console_url.c" $(pkg-config --cflags vncurl libcurl) \
    -Wl,-Bstatic $(pkg-config --libs --static vncurl) -Wl,-Bdynamic $(pkg-config --libs libcurl)
$CC $CFLAGS -static -o "$bin/poll_loop.static" "$examples/poll_loop.c" $(pkg-config --cflags --libs --static vncurl)

# CMake, from a prefix that was packed elsewhere and moved.
if command -v cmake >/dev/null; then
    (cd "$cmake_lists/../../.." && install install DESTDIR="$work/packed" PREFIX=/opt/vncurl)
    mv "$work/packed/opt/vncurl" "$work/moved"
    configure() { # folder, wanted version
        cmake -S "$cmake_lists" -B "$1" -DCMAKE_PREFIX_PATH="$work/moved" -DEXAMPLES="$examples" \
            -DVNCURL_WANTED="$2" -DCMAKE_C_FLAGS="$CFLAGS" -DCMAKE_RUNTIME_OUTPUT_DIRECTORY="$bin" >"$work/cmake.log" 2>&1
    }
    configure cmake 0.1 || fail "$(cat "$work/cmake.log")"
    cmake --build cmake >"$work/cmake.log" 2>&1 || fail "$(cat "$work/cmake.log")"
    for wanted in 0.0 0.2 1.0 0.1.999 "0.2...1"; do
        if configure cmake-version "$wanted"; then fail "CMake takes $version for $wanted"; fi
        grep -q 'considered but not accepted' "$work/cmake.log" || fail "$(cat "$work/cmake.log")"
    done
    for wanted in 0 "$version;EXACT" "0.1...<1"; do
        configure cmake-version "$wanted" || fail "CMake does not take $version for $wanted"
    done
    (
        export PKG_CONFIG_PATH=$work/moved/lib/pkgconfig
        equal "vncurl.pc in the moved prefix" "$work/moved/include" \
            "$(pkg-config --define-prefix --variable=includedir vncurl)"
    )
else
    skip "cmake is not here"
fi

for program in "$bin"/*; do
    case $program in
    *static) equal "libvncurl that ${program##*/} needs" "" "$(needed "$program")" ;;
    *) equal "libvncurl that ${program##*/} needs" libvncurl.so.0 "$(needed "$program")" ;;
    esac
done

if command -v go >/dev/null; then
    cp -r "$examples" go
    (cd go && GOFLAGS=-mod=mod GOTOOLCHAIN=local GOCACHE=$work/../go-cache \
        CGO_LDFLAGS="-Wl,-rpath,$libdir" go build -o "$bin/console_url_go" console_url.go)
else
    skip "go is not here"
fi

node_headers=${NODE_HEADERS:-/usr/include/node}
if command -v node >/dev/null && [ -e "$node_headers/node_api.h" ]; then
    mkdir node
    cp "$examples/console_url.mjs" "$examples/vncurl_node.c" node
    $CC -std=c11 -Wall -Wextra -Wpedantic -Werror -shared -fPIC -I"$node_headers" -o node/vncurl_node.node \
        node/vncurl_node.c $(pkg-config --cflags --libs vncurl) -Wl,-rpath,"$libdir"
    printf '#!/bin/sh\nexec node "%s" "$@"\n' "$PWD/node/console_url.mjs" >"$bin/console_url_node"
    chmod +x "$bin/console_url_node"
else
    skip "node and its headers are not here"
fi

# What was installed can be removed, and nothing else is.
cd "$cmake_lists/../../.."
install install DESTDIR="$work/gone" PREFIX=/usr LIBDIR=/usr/lib/here
touch "$work/gone/usr/include/another.h"
install uninstall DESTDIR="$work/gone" PREFIX=/usr LIBDIR=/usr/lib/here
equal "what uninstall leaves" "$work/gone/usr/include/another.h" "$(find "$work/gone" ! -type d)"

echo "installed: $(find "$bin" -type f | wc -l) programs out of a prefix of" \
    "$(find "$prefix" ! -type d | wc -l) files, $(du -sk "$prefix" | cut -f 1) KiB"
