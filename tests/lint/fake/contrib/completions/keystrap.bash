# SPDX-License-Identifier: Apache-2.0
_keystrap()
{
    local words='run check'

    case ${COMP_WORDS[1]} in
    run) words='--config= --exec --help' ;;
    check) words='--config= --format= --help' ;;
    --*) words='--help --version' ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$2")
}
complete -o nospace -F _keystrap keystrap
