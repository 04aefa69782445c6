# SPDX-License-Identifier: Apache-2.0
"""One figure a line, as bench/report.py reads it."""
import json


def figure(name, value, unit, **more):
    """`more`: goal and better ("lower" or "higher") where there is a goal, note."""
    print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, **more}), flush=True)
