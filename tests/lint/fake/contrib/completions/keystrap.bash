# SPDX-License-Identifier: Apache-2.0
_keystrap()
{
    local words='run check'

    if [[ $3 == --format ]]; then
        mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$2")
        return
    fi
    case ${COMP_WORDS[1]} in
    run) words='--config= --exec --help' ;;
    check) words='--config= --format= --help' ;;
    --*) words='--help --version' ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$2")
}
complete -o nospace -F _keystrap keystrap
