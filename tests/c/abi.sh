#!/usr/bin/env bash
# The ABI that programs were built against, compared with the header's.
#
#   abi.sh check   fails at any difference, and says which
#   abi.sh renew   writes the baseline anew, once the difference is wanted
#
# Every function that the header declares is defined in C, empty, so that the compiler says how it
# sees arguments, structs and numbers; tests/header.rs and symbols.sh tie the header to the library.
# The baseline is that of 64-bit x86 Linux.
set -euo pipefail
cd "$(dirname "$0")/../.."
baseline=tests/c/libvncurl.abi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

skip() {
    echo "abi: skipped: $*" >&2
    [ -z "${CI:-}" ]
    exit
}

command -v abidiff >/dev/null || skip "abidiff is not here (install abigail-tools)"
[ "$(${CC:-cc} -dumpmachine | cut -d - -f 1)" = x86_64 ] || skip "the baseline is that of x86_64"

# A declaration at the start of a line, up to its semicolon, becomes a definition.
{
    echo '#include <vncurl.h>'
    awk '/^[a-z].*[ *]vncurl_[a-z0-9_]+\(/ && !/^static/ { inside = 1 }
        inside && /\);$/ { sub(/;$/, " { __builtin_trap(); }"); print; inside = 0; next }
        inside { print }' include/vncurl.h
} >"$work/header.c"
${CC:-cc} -std=c11 -g -fPIC -shared -nostdlib -Iinclude -Wl,-soname,libvncurl.so.0 \
    -Wl,--version-script=ffi-c/libvncurl.map -o "$work/libvncurl.so.0" "$work/header.c"
abidw --headers-dir include --no-show-locs --no-corpus-path --no-comp-dir-path --short-locs \
    --type-id-style hash --out-file "$work/new.abi" "$work/libvncurl.so.0"

if [ "${1-}" = renew ]; then
    cp "$work/new.abi" "$baseline"
    echo "abi: $baseline is new; a break needs another node in ffi-c/libvncurl.map, and a line in CHANGELOG.md"
elif abidiff "$baseline" "$work/new.abi"; then
    echo "abi: $(grep -c '<elf-symbol name=.vncurl_' "$baseline") functions as in $baseline"
else
    echo "abi: the ABI is no longer that of $baseline; when this is wanted: make abi" >&2
    exit 1
fi
