"""The blocks of Docs/Deploying.md against what the story has run.

A block begins with ```console. In it, `$ infra-cli …` is a command, and the lines up to the next one are its output, where a line
with `…` alone stands for lines that are left out. Times, ids and digests may differ.
"""

import re

_OMITTED = "…"
_CHANGING = [
    # A time of day with or without its date, and a time since the start.
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?", "TIME"), (r"\b\d\d:\d\d:\d\d(\.\d+)?\b", "TIME"),
    (r"\b\d{1,3}:\d\d\b", "TIME"), (r"\b\d+ (ms|s|min|h)\b", "TIME"),
    # The generated end of a load balancer's name, which may have no digit.
    (r"-[a-z0-9]{8}(?=\.[a-z0-9-]+\.elb\.amazonaws\.com)", "-ID"),
    # A digest or id, which reports may shorten in the middle, and a generated part of a name.
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"), (r"\b[0-9a-f]{8,}(…[0-9a-f]+)?\b", "ID"),
    (r"\b(?=[A-Za-z]*\d)(?=\w*\d\w*)[A-Za-z0-9]{8,}\b", "ID"), (r"\s+", " "),
]


def plain(line):
    """A line without what changes from run to run."""
    for pattern, word in _CHANGING:
        line = re.sub(pattern, word, line)
    return line.strip()


def blocks(text):
    """The commands of a page with the lines that follow them."""
    found, inside = [], False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            inside = line == "```console"
        elif inside and line.startswith("$ "):
            found.append((number, line[2:], []))
        elif inside and found:
            found[-1][2].append(line)
    return found


def difference(shown, printed):
    """The first shown line that was not printed where the page has it; None if all were."""
    shown, printed = [plain(line) for line in shown], [plain(line) for line in printed]
    while shown and not shown[-1]:
        shown.pop()
    while printed and not printed[-1]:
        printed.pop()
    parts = [[]]
    for line in shown:
        if line == _OMITTED:
            parts.append([])
        else:
            parts[-1].append(line)
    place = 0
    for index, part in enumerate(parts):
        places = [0] if index == 0 else range(place, len(printed) - len(part) + 1)
        if index == len(parts) - 1 and part:
            places = [start for start in places if start + len(part) == len(printed)] if index else places
        start = next((start for start in places if printed[start:start + len(part)] == part), None)
        if start is None:
            return _nearest(part, printed[place:])
        place = start + len(part)
    if len(parts) == 1 and place < len(printed):
        return f"a line is missing: {printed[place]}"
    return None


def _nearest(part, printed):
    """The first line of a part that was not printed, or the part's beginning if its lines have others between them."""
    return next((line for line in part if line not in printed), f"not in one piece: {part[0]}")


def check(text, runs):
    """The differences of a page to the runs of commands, each with its line; none if there is none."""
    wrong = []
    for number, command, shown in blocks(text):
        words = plain(command.removeprefix("infra-cli "))
        printed = [said for arguments, said in runs if plain(" ".join(arguments)) == words]
        if not command.startswith("infra-cli ") or not printed:
            wrong.append(f"line {number}: the story did not run: {command}")
            continue
        found = [difference(shown, said.splitlines()) for said in printed]
        if all(found):
            wrong.append(f"line {number}: {command}\n        {found[0]}")
    return wrong
