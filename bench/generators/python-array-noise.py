#!/usr/bin/env python3
"""python-array-noise.py ELEMENTS FRAMES: prints "ready", then for every line of input the seconds that NumPy takes once.

"array": noise of a fixed strength on ELEMENTS floats. "snr" and "legacy": noise at 10 dB on FRAMES floats of a signal, by the quickest
generator there is and by the one that most code for augmentation calls, each a hundred times.
"""

import sys
import time

import numpy as np

x = np.zeros(int(float(sys.argv[1])), np.float32)
signal = (0.3 * np.sin(np.arange(int(sys.argv[2])) / 7)).astype(np.float32)
std = np.float32(0.1)
rng = np.random.Generator(np.random.SFC64(1))


def array():
    return x + std * rng.standard_normal(x.size, dtype=np.float32)


def std_for(snr_db):
    return np.sqrt(np.mean(signal * signal)) / 10 ** (snr_db / 20)


def snr():
    for _ in range(100):
        noisy = signal + np.float32(std_for(10)) * rng.standard_normal(signal.size, dtype=np.float32)
    return noisy


def legacy():
    for _ in range(100):
        noisy = signal + np.random.normal(0, std_for(10), signal.size).astype(np.float32)
    return noisy


acts = {"array": array, "snr": snr, "legacy": legacy}
print("ready", flush=True)
for line in sys.stdin:
    act = acts[line.strip()]
    start = time.perf_counter()
    act()
    print(time.perf_counter() - start, flush=True)
