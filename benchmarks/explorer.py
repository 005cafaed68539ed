"""How long a move of the explorer takes, in a real browser: from the event of the slider to the page redrawn.

    python benchmarks/explorer.py
    python benchmarks/explorer.py --moves 40 --chromium /usr/bin/chromium
    python benchmarks/explorer.py --picture docs/pictures/explorer.png    takes the picture of the README, and no time

Two kinds of move: a slider of policy B alone, so that the results of A are held, and a parameter that both policies
share, so that both are run. The server runs in a process of its own. Needs Playwright, and Chromium of the system.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SLIDERS = {"of both policies": "counter_battery.detection", "of policy B alone": "b.aid.amount_factor"}
PICTURED = "?b.long_range.banned=false"
PARTS = ("prepare", "wait", "simulate", "reckon", "draw", "rest", "processor")
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=20)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--picture", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as runs, Server(Path(runs)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto(server.address + (PICTURED if asked.picture else ""))
        page.wait_for_selector("#results[data-move]", timeout=120_000)
        if asked.picture:
            page.evaluate("document.getElementById('status').textContent = '1,000 pairs of replications'")
            page.screenshot(path=asked.picture)
        else:
            measure(page, server, asked.moves)
        browser.close()


def measure(page: Page, server: Server, count: int) -> None:
    """Print the table."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    print(f"Load of the machine before: {os.getloadavg()[0]:.1f}, of {os.cpu_count()} cores.\n")
    print("| a move | median | 90 % | longest | " + " | ".join(PARTS) + " |")
    print("| --- |" + " --: |" * (3 + len(PARTS)))
    for kind, name in SLIDERS.items():
        print(row(kind, moves(page, server, name, count)))
    print(f"\nSeconds; 1,000 paired replications of 180 days, {count} moves of each kind. Parts: their medians.")
    print("prepare: the state becomes parameters; reckon: intervals and stories; draw: the page's parts as text;")
    print("rest: debouncing, the way to the server and back, and the browser's own drawing. processor: what the server")
    print("used of all cores; on a machine that is busy with other work this says more than the clock.")


def moves(page: Page, server: Server, name: str, count: int) -> list[dict[str, float]]:
    """Steps of a slider from its left end, the first of which is not counted."""
    page.focus(f'[name="{name}"]')
    keys = ["Home", *["ArrowRight"] * count]
    return [move(page, server, key) for key in keys][1:]


def move(page: Page, server: Server, key: str) -> dict[str, float]:
    """A move by the keyboard; returns its times in seconds."""
    before, spent = page.get_attribute("#results", "data-move"), server.processor_seconds()
    page.keyboard.press(key)
    page.wait_for_function("before => document.getElementById('results').dataset.move !== before", arg=before)
    times = json.loads(page.get_attribute("#results", "data-times") or "{}")
    seconds = {part: times[part] for part in PARTS[:-2]}
    rest = times["total"] / 1000 - sum(seconds.values())
    return {"total": times["total"] / 1000, **seconds, "rest": rest, "processor": server.processor_seconds() - spent}


def row(kind: str, moves: list[dict[str, float]]) -> str:
    totals = sorted(one["total"] for one in moves)
    cells = [statistics.median(totals), totals[int(0.9 * (len(totals) - 1))], totals[-1]]
    cells += [statistics.median(one[part] for one in moves) for part in PARTS]
    return f"| {kind} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |"


class Server:
    """`escsim explore` in a process of its own, on a port that is free."""

    def __init__(self, runs: Path) -> None:
        self.words = [sys.executable, "-m", "sim.cli.main", "explore", str(runs), "--port", "0"]

    def __enter__(self) -> Server:
        self.process = subprocess.Popen(self.words, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if found := re.match(r"(http://\S+)", line):
                self.address = found[1]
                return self
        raise SystemExit("the server did not start")

    def processor_seconds(self) -> float:
        """What the server has used so far, of all cores."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()


if __name__ == "__main__":
    main()
