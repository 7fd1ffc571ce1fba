# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# What quickstart.sh and test.sh share. Sourced, never run.

# What a build needs, by its Debian and Ubuntu names.
# shellcheck disable=SC2034 # both scripts use it
BUILD_PACKAGES='gcc libc6-dev meson ninja-build pkg-config libsodium-dev libcurl4-openssl-dev
    libjansson-dev libinih-dev libpcre2-dev libseccomp-dev libssl-dev'

say()
{
    printf '== %s\n' "$*"
}

# Runs a command and says how long it took. Its status is the command's.
step()
{
    step_name=$1
    shift
    step_begin=$(date +%s)
    say "$step_name"
    step_status=0
    "$@" || step_status=$?
    say "$step_name: $(($(date +%s) - step_begin)) s"
    return "$step_status"
}

missing_packages()
{
    for package in "$@"; do
        dpkg -s "$package" 2>/dev/null | grep -q '^Status: install ok installed' ||
            printf ' %s' "$package"
    done
}

# sudo where it may be used without a surprise: it asks only when there is someone to answer.
as_root()
{
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

may_become_root()
{
    [ "$(id -u)" -eq 0 ] && return
    command -v sudo >/dev/null || return
    [ -t 0 ] || sudo -n true 2>/dev/null
}

# Installs the packages that are missing; says which before it does. False when some still are.
install_packages()
{
    if ! command -v dpkg >/dev/null; then
        say "no dpkg here, so nothing is installed; needed: $*"
        return 1
    fi
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    if ! may_become_root; then
        say "cannot install as $(id -un) without sudo:$missing"
        return 1
    fi
    say "installing with apt-get:$missing"
    as_root apt-get update -q || say "apt-get update failed; trying with the lists that are there"
    # shellcheck disable=SC2086 # a list of names
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        $missing || say "apt-get failed; still missing:$(missing_packages "$@")"
    [ -z "$(missing_packages "$@")" ]
}

# configure DIRECTORY OPTION...: a build folder with these options, made or brought up to date. Run in
# the top folder. meson's report is shown only when it fails.
configure()
{
    directory=$1
    shift
    if [ -f "$directory/build.ninja" ]; then
        set -- --reconfigure "$directory" "$@"
    else
        set -- "$directory" "$@"
    fi
    if ! configure_report=$(meson setup "$@" 2>&1); then
        printf '%s\n' "$configure_report"
        return 1
    fi
}
