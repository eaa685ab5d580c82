#!/usr/bin/env python3
"""python-normals.py [SECONDS [RUNS]]: million float32 normals/s of NumPy's bit generators and of torch, one thread.

Blocks of 65536 into a preallocated array; the median of RUNS runs (default 3) of SECONDS each (default 1), interleaved. Prints one
JSON line {"NumPy SFC64": 104.2, ...} with what is installed; {} if nothing is.
"""

import json
import statistics
import sys
import time

BLOCK = 65536


def numpy_fills():
    try:
        import numpy as np
    except ImportError:
        return {}
    out = np.empty(BLOCK, np.float32)

    def fill_with(bit_generator):
        rng = np.random.Generator(bit_generator(1))
        return lambda: rng.standard_normal(out=out, dtype=np.float32)

    names = ("SFC64", "PCG64", "Philox")
    return {f"NumPy {name}": fill_with(getattr(np.random, name)) for name in names}


def torch_fills():
    try:
        import torch
    except ImportError:
        return {}
    torch.set_num_threads(1)
    torch.manual_seed(1)
    out = torch.empty(BLOCK, dtype=torch.float32)
    return {"torch.randn": lambda: torch.randn(BLOCK, out=out)}


def million_per_second(fill, seconds):
    blocks = 0
    start = time.perf_counter()
    while (elapsed := time.perf_counter() - start) < seconds:
        for _ in range(8):
            fill()
        blocks += 8
    return blocks * BLOCK / elapsed / 1e6


seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
fills = {**numpy_fills(), **torch_fills()}
rates = {name: [] for name in fills}
for fill in fills.values():
    fill()
for _ in range(runs):
    for name, fill in fills.items():
        rates[name].append(million_per_second(fill, seconds))
print(json.dumps({name: round(statistics.median(values), 1) for name, values in rates.items()}))
