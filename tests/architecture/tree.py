"""The source tree as the checks of this folder see it."""

import configparser
import functools
import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent

# A comment, a string or a character literal; the longest first.
_NO_CODE = re.compile(
    r'R"([^()\s\\]{0,16})\((?:.|\n)*?\)\1"'
    r'|//[^\n]*|/\*(?:.|\n)*?\*/'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'")
_INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def table(path):
    """Reads an .ini whose keys keep their case and whose values are raw."""
    parser = configparser.ConfigParser(
        delimiters=('=',), comment_prefixes=('#',), interpolation=None)
    parser.optionxform = str
    with open(path, encoding='utf-8') as file:
        parser.read_file(file)
    return parser


def files(root, folders, endings=('.h', '.cc')):
    """Paths relative to `root`, in order; a folder that is absent is empty."""
    found = []
    for folder in folders:
        for at, names, here in os.walk(pathlib.Path(root) / folder):
            names[:] = [n for n in names if n not in ('build', '__pycache__')]
            found += [pathlib.Path(at, name).relative_to(root).as_posix()
                      for name in here if name.endswith(tuple(endings))]
    return sorted(set(found))


def text(root, path):
    return (pathlib.Path(root) / path).read_text(encoding='utf-8')


@functools.cache  # each rule asks again
def code_lines(source):
    """(number, line) with comments and literals blanked; lines stay lines."""
    def blank(match):
        return '""' + '\n' * match.group(0).count('\n')
    code = _NO_CODE.sub(blank, source)
    return list(enumerate(code.split('\n'), start=1))


def includes(source):
    """(number, header) of each #include that is not commented out."""
    found = []
    code = dict(code_lines(source))
    for number, line in enumerate(source.split('\n'), start=1):
        match = _INCLUDE.match(line)
        if match and '#' in code.get(number, ''):
            found.append((number, match.group(2)))
    return found
