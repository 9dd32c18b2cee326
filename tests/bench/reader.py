# SPDX-License-Identifier: GPL-2.0-only
"""csec - bench: reader.py SLEEP NR: reads events of csecctl until it has seen NR, or that
they are lost; prints how many of each. Sleeps after each hundred."""
import json
import sys
import time

pause, left = float(sys.argv[1]), int(sys.argv[2])
seen = lost = 0
while seen + lost < left:
    event = json.loads(sys.stdin.readline())
    if event["type"] == "lost":
        lost += int(event["events"])
    elif event["type"] == "event":
        seen += 1
        if pause and seen % 100 == 0:
            time.sleep(pause)
print(seen, lost)
