#!/usr/bin/env python3
"""python-array-noise.py ELEMENTS: prints "ready", then for every line of input the seconds that NumPy takes to add noise once."""

import sys
import time

import numpy as np

x = np.zeros(int(float(sys.argv[1])), np.float32)
std = np.float32(0.1)
rng = np.random.Generator(np.random.SFC64(1))
print("ready", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    noisy = x + std * rng.standard_normal(x.size, dtype=np.float32)
    print(time.perf_counter() - start, flush=True)
