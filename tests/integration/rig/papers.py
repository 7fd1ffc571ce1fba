# SPDX-License-Identifier: Apache-2.0
"""What README.md, the manual pages and examples show: blocks, command lines, manifests."""

import dataclasses
import json
import re
import shlex

from . import SOURCE

README = "README.md"
PAGES = sorted(f"man/{path.name}" for path in (SOURCE / "man").glob("*.[1-8]"))
MANIFESTS = sorted(str(path.relative_to(SOURCE))
                   for path in (SOURCE / "examples").glob("*/keystrap.ini"))


@dataclasses.dataclass
class Block:
    """One block of code. language: "ini", "sh", ...; "" for an indented one."""

    where: str
    section: str
    language: str
    text: str

    def __str__(self):
        return f"the block at {self.where}"


def read(path):
    return (SOURCE / path).read_text()


def readme():
    """The blocks of the README, in order."""
    blocks, section, fence, lines, began = [], "", None, [], 0
    for number, line in enumerate([*read(README).splitlines(), ""], 1):
        if fence is None and line.startswith("#"):
            section = line.lstrip("# ")
        if line.startswith("```"):
            if fence is not None:
                blocks.append(Block(f"{README}:{began}", section, fence, "\n".join(lines) + "\n"))
            fence, lines, began = (line[3:], [], number) if fence is None else (None, [], 0)
        elif fence is not None:
            lines.append(line)
        elif line.startswith("    "):
            began = began or number
            lines.append(line[4:])
        elif lines:
            blocks.append(Block(f"{README}:{began}", section, "", "\n".join(lines) + "\n"))
            lines, began = [], 0
    return blocks


def _plain(line):
    for escape, shown in (("\\e", "\\"), ("\\-", "-"), ("\\&", ""), ("\\(dq", '"'), ("\\(aq", "'")):
        line = line.replace(escape, shown)
    return line


def page(path):
    """The literal displays of a manual page."""
    blocks, section, lines, began = [], "", None, 0
    for number, line in enumerate(read(path).splitlines(), 1):
        if line.startswith(".Sh "):
            section = line[4:]
        elif line.startswith(".Bd -literal"):
            lines, began = [], number
        elif line == ".Ed" and lines is not None:
            text = "\n".join(lines) + "\n"
            language = "ini" if re.match(r"\[\w", text) else "sh"
            if re.search(r"^ExecStart=", text, re.M):
                language = "ini unit"
            elif re.match(r"\S+:\d+: ", text):
                language = "text"
            blocks.append(Block(f"{path}:{began}", section, language, text))
            lines = None
        elif lines is not None:
            lines.append(_plain(line))
    return blocks


def blocks():
    return readme() + [block for path in PAGES for block in page(path)]


def _simple_commands(line):
    """The words of each command of a line of shell."""
    inner = re.findall(r"\$\((.*?)\)", line)
    for part in [line, *inner]:
        lexer = shlex.shlex(part, posix=True, punctuation_chars="|&;()<>")
        lexer.whitespace_split = True
        words = []
        for word in [*lexer, ";"]:
            if set(word) <= set("|&;()<>"):
                yield words
                words = []
            else:
                words.append(word)


def command_lines(block):
    """The keystrap commands of a block: lists of words after the program's name."""
    text = re.sub(r"\\\n|(?<=\|)\n", " ", block.text)
    for line in text.splitlines():
        start = re.match(r"(ExecStart=|ENTRYPOINT )(.*)", line)
        if start:
            words = json.loads(start[2]) if start[2].startswith("[") else shlex.split(start[2])
            commands = [words]
        elif block.language in ("", "sh", "sh setup"):
            commands = _simple_commands(line)
        else:
            continue
        for words in commands:
            if words and words[0].rpartition("/")[2] == "keystrap":
                yield words[1:]


def table(heading):
    """The rows of the first table of a section of the README, without its head."""
    text = re.split(rf"^## {heading}$", read(README), flags=re.M)[1]
    rows = [[cell.strip() for cell in line.strip("|").split("|")]
            for line in re.split(r"^## ", text, flags=re.M)[0].splitlines() if line[:1] == "|"]
    return rows[2:]
