# SPDX-License-Identifier: GPL-2.0-only
"""csec - bench: how figures are written"""


def number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"


def of_peer(row):
    """The ratio to the best peer; one that costs next to nothing is said as it is."""
    peer = row["peer"]
    if peer is None:
        return ""
    return f"{row['value'] / peer:.2f}" if peer >= 10 else f"peer {number(peer)}"


def of_bare(row):
    return f"{row['ratio']:.4f}" if row["ratio"] else ""
