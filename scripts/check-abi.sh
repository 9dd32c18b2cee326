#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# csec - compares docs/csec.yaml with include/uapi/linux/csec.h
#
# Every constant, operation, attribute and enum entry must have the same name,
# number and place in both. Exit status: 0 same, 1 different, 2 unreadable.
#
# usage: check-abi.sh [HEADER [YAML]]
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)

exec python3 - "${1:-$top/include/uapi/linux/csec.h}" \
	"${2:-$top/docs/csec.yaml}" <<'PYTHON'
"""Reads both files into {enum: [(number, name)]} and compares."""
import re
import sys


def fail(text):
    print(f"check-abi: {text}", file=sys.stderr)
    sys.exit(2)


def from_header(path):
    """Enums and numeric constants, the way a C compiler numbers them."""
    text = open(path, encoding="utf-8").read()
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    result = {"const": []}
    for name, value in re.findall(r"^#define\s+(CSEC_\w+)\s+(\d+)\s*$",
                                  text, re.M):
        if name != "CSEC_GENL_VERSION":
            result["const"].append((int(value), name))
    for enum, body in re.findall(r"^enum\s+(\w+)\s*\{(.*?)\};",
                                 text, re.S | re.M):
        number, members = 0, []
        for item in filter(None, (i.strip() for i in body.split(","))):
            name, _, value = (i.strip() for i in item.partition("="))
            if re.fullmatch(r"__CSEC_\w+_MAX", name):
                if value:
                    fail(f"{enum}: {name} must not have a value")
                continue
            if value.startswith("__"):
                continue
            if value:
                number = int(value, 0)
            if not name.endswith("_UNSPEC"):
                members.append((number, name))
            number += 1
        result[enum] = members
    return result


def from_yaml(path):
    """The subset of YAML that the specification uses: '-' on its own line."""
    section, group, result = None, None, {"const": []}
    number, item = 0, None
    starts = {"definitions": 4, "attribute-sets": 4, "operations": 6}
    for line in open(path, encoding="utf-8"):
        head = re.match(r"([\w-]+):", line)
        if head:
            section, group, item = head.group(1), None, None
            if section == "operations":
                group = {"kind": "ops", "start": 1}
            number = 1
            continue
        if section not in starts:
            continue
        pair = re.match(r"( +)([\w-]+): *(.*?) *$", line)
        if not pair:
            continue
        depth, key, value = len(pair.group(1)), pair.group(2), pair.group(3)
        if section == "operations":
            if depth == 2:
                group[key] = value
            elif depth == 6 and key == "name":
                item = add(result, group, number, value)
                number += 1
            elif depth == 6 and key == "value":
                number = renumber(result, group, int(value, 0))
            continue
        if depth == 4:
            if key == "name":
                group = {"name": value}
                number = 1 if section == "attribute-sets" else 0
            group[key] = value
            if key == "value" and group.get("type") == "const":
                name = group["name"].upper().replace("-", "_")
                result["const"].append((int(value), name))
            elif key == "value-start":
                number = int(value, 0)
        elif depth == 8 and key == "name":
            item = add(result, group, number, value)
            number += 1
        elif depth == 8 and key == "value":
            number = renumber(result, group, int(value, 0))
    return result


def add(result, group, number, name):
    enum = group["enum-name"].replace("-", "_")
    full = (group["name-prefix"] + name).upper().replace("-", "_")
    result.setdefault(enum, []).append((number, full))
    return full


def renumber(result, group, number):
    members = result[group["enum-name"].replace("-", "_")]
    members[-1] = (number, members[-1][1])
    return number + 1


def main():
    header, yaml = from_header(sys.argv[1]), from_yaml(sys.argv[2])
    differences = 0
    for enum in sorted(set(header) | set(yaml)):
        ours, theirs = header.get(enum), yaml.get(enum)
        if ours is None or theirs is None:
            print(f"{enum}: only in the "
                  f"{'specification' if ours is None else 'header'}")
            differences += 1
            continue
        for i in range(max(len(ours), len(theirs))):
            a = "%d %s" % ours[i] if i < len(ours) else "nothing"
            b = "%d %s" % theirs[i] if i < len(theirs) else "nothing"
            if a != b:
                print(f"{enum}: header has {a}, specification has {b}")
                differences += 1
    total = sum(len(members) for members in header.values())
    if not total or len(header) < 2:
        fail("no enum found in the header")
    if differences:
        print(f"check-abi: {differences} differences", file=sys.stderr)
        sys.exit(1)
    print(f"check-abi: {len(header) - 1} enums, {total} entries agree")


main()
PYTHON
