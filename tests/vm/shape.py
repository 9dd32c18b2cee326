#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Prints docs/csec.yaml as C tables: what each request may carry.

usage: shape.py YAML
"""
import sys

import yaml

KINDS = {"u8": "NUMBER", "u32": "NUMBER", "u64": "NUMBER", "flag": "FLAG",
         "string": "TEXT", "binary": "BYTES", "nest": "NEST"}
SIZES = {"u8": 1, "u32": 4, "u64": 8}


def name_of(attribute_set):
    return f"shape_{attribute_set['name']}".replace("-", "_")


def row(number, attribute, entries):
    """One attribute as an initializer of struct shape."""
    kind = KINDS[attribute["type"]]
    if attribute["name"] in ("name", "cookie"):
        kind = attribute["name"].upper()
    nested = attribute.get("nested-attributes")
    return (f"\t{{ {number}, SHAPE_{kind}, {SIZES.get(attribute['type'], 0)}, "
            f"{len(entries.get(attribute.get('enum'), []))}, "
            f"{int(attribute.get('multi-attr', False))}, "
            f"{name_of({'name': nested}) if nested else 'NULL'} }},"
            f" /* {attribute['name']} */")


def print_set(name, attributes, entries):
    print(f"static const struct shape {name}[] = {{")
    for number, attribute in attributes:
        if attribute["type"] in KINDS:
            print(row(number, attribute, entries))
    print("\t{ 0 },\n};")


def main():
    with open(sys.argv[1], encoding="utf-8") as text:
        spec = yaml.safe_load(text)
    entries = {d["name"]: d["entries"] for d in spec["definitions"]
               if d["type"] == "enum"}
    sets = {s["name"]: s for s in spec["attribute-sets"]}
    top = spec["attribute-sets"][0]
    numbered = list(enumerate(top["attributes"], 1))
    requests = []
    for number, op in enumerate(spec["operations"]["list"], 1):
        kind = next((k for k in ("do", "dump") if k in op), None)
        if kind:
            wanted = op[kind].get("request", {}).get("attributes", [])
            requests.append((number, op["name"], wanted))
    used = {w for _, _, wanted in requests for w in wanted}
    pending = [a for _, a in numbered if a["name"] in used]
    nested = []
    while pending:
        name = pending.pop(0).get("nested-attributes")
        if name and name not in nested:
            nested.insert(0, name)
            pending += sets[name]["attributes"]
    print("/* Made from docs/csec.yaml by tests/vm/shape.py. */")
    for name in nested:
        print_set(name_of(sets[name]),
                  list(enumerate(sets[name]["attributes"], 1)), entries)
    for number, name, wanted in requests:
        print_set(f"shape_of_{name}".replace("-", "_"),
                  [n for n in numbered if n[1]["name"] in wanted], entries)
    print("static const struct shape_request shape_requests[] = {")
    for number, name, _ in requests:
        print(f"\t{{ {number}, shape_of_{name} }},".replace("-", "_"))
    print("};")


main()
