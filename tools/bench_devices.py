"""What the device layer costs while nobody is there: all simulated devices attached, nothing asked but what supervision asks.

In a process of its own, with the helper processes that belong to it, so that nothing else is counted.
"""

import argparse
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psutil

from kiosk.config import load_config
from kiosk.runtime import Devices
from tools.bench_figures import Figure
from tools.rig import ROOT

IDLE_PERCENT = 3.0
_SETTLE_S = 8.0
"""Cameras switch themselves off after 3 s without a question"""
_MEASURE_S = 20.0
_LIMIT_S = 90.0


def device_figures(config_path: Path) -> list[Figure]:
    """The share of one core that supervision takes."""
    command = [sys.executable, str(Path(__file__).resolve()), "--config", str(config_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=_LIMIT_S, check=True)
    record = json.loads(run.stdout.splitlines()[-1])
    down = [role for role, state in record["devices"].items() if state not in ("online", "degraded", "busy")]
    beside = f"in {_MEASURE_S:.0f} s: {len(record['devices'])} devices, {record['threads']} threads, {record['helpers']} helpers"
    if down:
        beside += f"; NOT well: {', '.join(down)}"
    return [
        Figure("idle cost of the device layer, of one core", record["percent"], "%", IDLE_PERCENT, beside),
        Figure("  of it in helper processes", record["helper_percent"], "%"),
    ]


def measured(config_path: Path, *, settle_s: float = _SETTLE_S, measure_s: float = _MEASURE_S) -> dict[str, Any]:
    """Attach every configured device, wait, and measure; seconds of CPU per second, in percent."""
    devices = Devices.of(load_config(config_path))
    me, pause = psutil.Process(), threading.Event()
    try:
        for role in devices.roles:
            devices.role(role).wait_until_known(10)
        pause.wait(settle_s)
        before, before_helpers = _spent(me), _helpers_spent(me)
        pause.wait(measure_s)
        own, helpers = _spent(me) - before, _helpers_spent(me) - before_helpers
        return {
            "percent": 100 * (own + helpers) / measure_s,
            "helper_percent": 100 * helpers / measure_s,
            "threads": threading.active_count(),
            "helpers": len(me.children()),
            "devices": {role: devices.role(role).status.state.value for role in devices.roles},
        }
    finally:
        devices.close()


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _helpers_spent(process: psutil.Process) -> float:
    """Of the helpers that run, and of those that have ended."""
    times = process.cpu_times()
    return float(times.children_user + times.children_system) + sum(
        _spent(each) for each in process.children(recursive=True)
    )


def main() -> int:
    """Print the record as JSON."""
    parser = argparse.ArgumentParser(description="the device layer at rest")
    parser.add_argument("--config", type=Path, required=True)
    print(json.dumps(measured(parser.parse_args().config)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
