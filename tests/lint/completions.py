# SPDX-License-Identifier: Apache-2.0
"""What each shell's completion file offers: an Offer, see below.

bash is asked: the file is sourced in a bare bash (so it must not need the bash-completion package)
and its function is called as Tab would. The two others are read, which asks for one form of them:

zsh     commands=( 'run:what it does' ... ) names the commands; the options of a command stand in
        the branch of a case statement that is labelled with its name, as in
        run|check) _arguments '--output=[where to]:file:_files' '--form=[how]:form:(long short)' ;;
fish    complete -c keystrap -n __fish_use_subcommand -a run -d 'what it does'
        complete -c keystrap -n '__fish_seen_subcommand_from run check' -l output -r -d 'where to'
        complete -c keystrap -n '__fish_seen_subcommand_from run' -l form -x -a 'long short' -d how

Options that stand in no branch, or have no condition, are offered with every command.
"""

import collections
import re
import shlex
import shutil
import subprocess

import source

OPTION = re.compile(r'(?<![\w-])--([a-z][a-z0-9-]*)')
ASK_BASH = r'''
source "$1" || exit 1
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMP_LINE="$*"
COMP_POINT=${#COMP_LINE}
COMP_TYPE=9
COMPREPLY=()
registered=$(complete -p keystrap) || exit 1
function=${registered##* -F }
"${function%% *}" keystrap "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
'''


# commands: a set. options: {command: its options}. everywhere: the options of all commands.
# words: {(command or None for all, option): the words that it may be}.
Offer = collections.namedtuple('Offer', 'commands options everywhere words')


class Failure(Exception):
    """The completion file does not work at all."""


def ask_bash(path, *words):
    asked = subprocess.run(['bash', '--norc', '--noprofile', '-c', ASK_BASH, 'bash', path,
                            'keystrap', *words], check=False, capture_output=True, text=True,
                           timeout=20)
    if asked.returncode:
        raise Failure(asked.stderr.strip() or 'bash fails')
    return [word.strip().rstrip('=') for word in asked.stdout.splitlines() if word.strip()]


def long_options(words):
    return {word[2:] for word in words if word.startswith('--') and len(word) > 2}


def bash(path, choices):
    """None when there is no bash."""
    if not shutil.which('bash'):
        return None
    offered = {word for word in ask_bash(path, '') if not word.startswith('-')}
    options = {command: long_options(ask_bash(path, command, '--'))
               for command in offered | set(choices)}
    words = {(command, option): set(ask_bash(path, command, '--' + option, ''))
             for command, with_words in choices.items() for option in with_words}
    return Offer(offered, options, long_options(ask_bash(path, '--')), words)


def zsh(text):
    text = re.sub(r'^\s*#.*$', '', text, flags=re.M)
    named = re.search(r'\bcommands=\((.*?)\n\s*\)', text, re.DOTALL)
    if not named:
        raise Failure('has no commands=(...)')
    offered = set(re.findall(r'^\s*[\'"]?([a-z][a-z-]*):', named.group(1), re.M))
    # Descriptions and lists of excluded options mention options without offering them.
    bare = text.replace(named.group(), '')
    bare = re.sub(r"\[[^\]\n]*\]|(?<=['\"])\([^)\n]*\)", '', bare)
    options, everywhere, labels, words = collections.defaultdict(set), set(), [], {}
    for line in bare.splitlines():
        label = re.match(r'\s*\(?([a-z][a-z-]*(?:\s*\|\s*[a-z][a-z-]*)*)\)', line)
        if label:
            labels = [name for name in re.split(r'\s*\|\s*', label.group(1)) if name in offered]
        for name in OPTION.findall(line):
            for place in [options[label] for label in labels] or [everywhere]:
                place.add(name)
        for name, listed in re.findall(r"--([a-z-]+)=?\}?'*:[^:']*:\(([^)]*)\)", line):
            for label in labels or [None]:
                words[label, name] = set(listed.split())
        if ';;' in line:
            labels = []
    return Offer(offered, options, everywhere, words)


def fish_arguments(line):
    """{'l': [...], 'a': [...], 'n': [...]} of one complete command."""
    names = {'--long-option': 'l', '--arguments': 'a', '--condition': 'n'}
    words = shlex.split(line, comments=True)
    found = collections.defaultdict(list)
    for option, value in zip(words, words[1:]):
        letter = names.get(option.partition('=')[0], option[1:])
        if letter in ('l', 'a', 'n'):
            found[letter].append(value)
    return found


def fish(text):
    offered, options, everywhere, words = set(), collections.defaultdict(set), set(), {}
    for line in text.replace('\\\n', ' ').splitlines():
        if not line.strip().startswith('complete '):
            continue
        arguments = fish_arguments(line)
        condition = ' '.join(arguments['n'])
        seen = re.search(r'__fish_seen_subcommand_from\s+([a-z -]+)', condition)
        if '__fish_use_subcommand' in condition:
            offered.update(' '.join(arguments['a']).split())
        for name in arguments['l']:
            for place in ([options[command] for command in seen.group(1).split()] if seen
                          else [everywhere]):
                place.add(name)
            for command in seen.group(1).split() if seen else [None]:
                words[command, name] = set(' '.join(arguments['a']).split())
    return Offer(offered, options, everywhere, words)


def offers(root, path, choices):
    """
    What one file offers, or None when its shell is needed and not there. choices: {command:
    {option that takes one of some words: these}}.
    """
    if path.endswith('.bash'):
        return bash('%s/%s' % (root, path), choices)
    return (fish if path.endswith('.fish') else zsh)(source.read(root, path))
