# SPDX-License-Identifier: Apache-2.0
complete -c keystrap -f
complete -c keystrap -l help -d 'this text'
complete -c keystrap -n __fish_use_subcommand -a run -d 'start a program'
complete -c keystrap -n __fish_use_subcommand -a check -d 'fetch and check'
complete -c keystrap -n '__fish_seen_subcommand_from run check' -l config -r -d 'the manifest'
complete -c keystrap -n '__fish_seen_subcommand_from run' -l exec -d 'replace this process'
complete -c keystrap -n '__fish_seen_subcommand_from check' -l format -x -a 'text json'
