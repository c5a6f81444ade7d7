#!/bin/sh
# Checks what libvncurl shows and needs.
#
#   symbols.sh STATIC SHARED FUNCTION...
#
# Both libraries define the functions and nothing else, the shared one with the version of its ABI;
# the static one needs memcpy, memmove,
# memset, memcmp and compiler built-ins (__*) alone, and no path in it leads to a panic.
set -eu
static=$1 shared=$2
shift 2
failed=0

expect() { # what, expected lines, actual lines
    if [ "$2" != "$3" ]; then
        echo "symbols: $1" >&2
        printf '%s\n' "$2" >"$work/expected"
        printf '%s\n' "$3" | diff "$work/expected" - >&2 || true
        failed=1
    fi
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

functions=$(printf '%s\n' "$@" | LC_ALL=C sort)
defined() { nm --defined-only "$@" | awk 'NF == 3 && $2 ~ /[A-Z]/ { print $3 }' | LC_ALL=C sort; }

expect "the shared library defines other functions than the header, or without their version" \
    "$(printf '%s\n' VNCURL_0.1 "$(printf '%s@@VNCURL_0.1\n' $functions)" | LC_ALL=C sort)" "$(defined -D "$shared")"
expect "the static library defines other functions than the header" "$functions" "$(defined "$static")"
expect "the static library needs more than memory functions" "" \
    "$(nm -u "$static" | awk 'NF == 2 && $2 !~ /^(memcpy|memmove|memset|memcmp|__.*)$/ { print $2 }')"
panics='panicking|unwrap_failed|expect_failed|slice_[a-z_]*_fail|begin_unwind'
expect "a panic can be reached in the static library" "" "$(nm "$static" | awk -v panics="$panics" '$3 ~ panics { print $3 }')"
if [ "$failed" != 0 ]; then
    echo "symbols: the functions with a path to a panic, and its next step:" >&2
    objdump -dr --demangle=rust "$static" | awk -v panics="R_[A-Z0-9_]+.*($panics)" '
        /^[0-9a-f]+ <.*>:$/ { caller = $0; sub(/^[0-9a-f]+ /, "", caller) }
        $0 ~ panics { print "  " caller " " $NF }' | LC_ALL=C sort -u >&2
fi
expect "the shared library needs another library" "" "$(readelf -d "$shared" | grep NEEDED || true)"
expect "the shared library has another name" "libvncurl.so.0" \
    "$(readelf -d "$shared" | sed -n 's/.*soname: \[\(.*\)\]/\1/p')"

if [ "$failed" = 0 ]; then
    echo "symbols: $# functions, no panic; $(size "$static" | awk 'NR == 2 { print $1 }') bytes static," \
        "$(stat -L -c %s "$shared") bytes shared"
fi
exit "$failed"
