# SPDX-License-Identifier: Apache-2.0

# Completes the program of keystrap run and its arguments, as if they stood alone.
function __keystrap_program
    set -l words (commandline -opc)[3..]
    set -l current (commandline -ct)
    set -l own yes
    while set -q words[1]; and string match -qr -- '^-' $words[1]
        set -l word $words[1]
        set -e words[1]
        switch $word
            case --
                set own no
                break
            case -c -e --config --environment --presets --log-format
                set -q words[1]; or return # its argument is being typed
                set -e words[1]
        end
    end
    if test $own = yes; and not set -q words[1]; and string match -qr -- '^-' $current
        return # an option of keystrap's own
    end
    set -l line (string join ' ' -- (string escape -- $words) $current)
    complete --do-complete=$line
end

complete -c keystrap -f
complete -c keystrap -s h -l help -d 'show the options'
complete -c keystrap -n __fish_use_subcommand -l version -d 'show the version'

complete -c keystrap -n __fish_use_subcommand -a run -d 'fetch, check, and become the program'
complete -c keystrap -n __fish_use_subcommand -a check -d 'fetch and check, without a program'
complete -c keystrap -n __fish_use_subcommand -a explain -d 'where each variable comes from'
complete -c keystrap -n __fish_use_subcommand -a export -d 'write the environment'
complete -c keystrap -n __fish_use_subcommand -a init -d 'a manifest and a sealed file from a .env'
complete -c keystrap -n __fish_use_subcommand -a seal -d 'seal a file, or change one key'
complete -c keystrap -n __fish_use_subcommand -a unseal -d 'open a sealed file, or one key of it'
complete -c keystrap -n __fish_use_subcommand -a keygen -d 'make a key pair for sealed files'
complete -c keystrap -n __fish_use_subcommand -a rules -d 'list types, rules, presets and keys'

complete -c keystrap -n '__fish_seen_subcommand_from run check explain export init seal unseal keygen rules' -s q -l quiet -d 'say nothing but errors'
complete -c keystrap -n '__fish_seen_subcommand_from run check explain export init seal unseal keygen rules' -s v -l verbose -d 'say what is done'
complete -c keystrap -n '__fish_seen_subcommand_from run check explain export init seal unseal keygen rules' -l log-format -x -a 'text json' -d 'how to write to standard error'

complete -c keystrap -n '__fish_seen_subcommand_from run check explain export seal unseal' -s c -l config -r -F -d 'the manifest'
complete -c keystrap -n '__fish_seen_subcommand_from run check explain export init' -s e -l environment -x -a 'production staging development test' -d 'the environment'
complete -c keystrap -n '__fish_seen_subcommand_from run check explain export init' -l presets -x -a 'production-checklist django fastapi flask node' -d 'the presets'
complete -c keystrap -n '__fish_seen_subcommand_from run' -l exec -d 'become the program in place'
complete -c keystrap -n '__fish_seen_subcommand_from run' -a '(__keystrap_program)'

complete -c keystrap -n '__fish_seen_subcommand_from check' -l offline -d 'the manifest alone'
complete -c keystrap -n '__fish_seen_subcommand_from check' -l all-environments -d 'the manifest in each of its environments'
complete -c keystrap -n '__fish_seen_subcommand_from check' -l dotenv -r -F -d 'values of a dotenv file'
complete -c keystrap -n '__fish_seen_subcommand_from check' -l environ -r -F -d 'values of a process'
complete -c keystrap -n '__fish_seen_subcommand_from check' -l fail-on -x -a 'error warning warn info never' -d 'exit 1 from which severity'
complete -c keystrap -n '__fish_seen_subcommand_from check' -s f -l format -x -a 'text json sarif junit github' -d 'how to write findings'
complete -c keystrap -n '__fish_seen_subcommand_from explain' -l online -d 'fetch too'
complete -c keystrap -n '__fish_seen_subcommand_from explain' -s f -l format -x -a 'text json markdown env-example' -d 'how to write'

complete -c keystrap -n '__fish_seen_subcommand_from export' -s f -l format -x -a 'dotenv json shell' -d 'how to write'
complete -c keystrap -n '__fish_seen_subcommand_from export' -l reveal -d 'yes, write out the values'
complete -c keystrap -n '__fish_seen_subcommand_from export unseal keygen' -l terminal -d 'even to a terminal'
complete -c keystrap -n '__fish_seen_subcommand_from export seal unseal keygen' -s o -l output -r -F -d 'write to a file'
complete -c keystrap -n '__fish_seen_subcommand_from export seal unseal' -l force -d 'write over a file that is there'

complete -c keystrap -n '__fish_seen_subcommand_from init' -l from -r -F -d 'the dotenv file to begin with'
complete -c keystrap -n '__fish_seen_subcommand_from init' -s d -l directory -x -a '(__fish_complete_directories)' -d 'where to put the files'

complete -c keystrap -n '__fish_seen_subcommand_from seal unseal' -F
complete -c keystrap -n '__fish_seen_subcommand_from seal unseal' -l source -x -d 'a sealed source of the manifest'
complete -c keystrap -n '__fish_seen_subcommand_from seal unseal' -s i -l identity -r -F -d 'the file with the key that opens'
complete -c keystrap -n '__fish_seen_subcommand_from seal unseal' -l passphrase-file -r -F -d 'the file with the passphrase'
complete -c keystrap -n '__fish_seen_subcommand_from seal' -s r -l recipient -x -d 'a public key to seal for'
complete -c keystrap -n '__fish_seen_subcommand_from seal' -s a -l armor -d 'write text'
complete -c keystrap -n '__fish_seen_subcommand_from seal' -l set -x -d 'change one key in place'
complete -c keystrap -n '__fish_seen_subcommand_from seal' -l unset -x -d 'remove one key in place'

complete -c keystrap -n '__fish_seen_subcommand_from rules' -s f -l format -x -a 'text json markdown json-schema mdoc' -d 'how to write'
complete -c keystrap -n '__fish_seen_subcommand_from rules' -l keys -d 'list the keys of the manifest'
