#!/usr/bin/env python3
"""numpy-corpus.py IN OUT SNR_DB: noise at an SNR on every WAV of a tree, in one process: NumPy (SFC64) and soundfile.

The few lines most people write, as in numpy-whole.py, in a loop; nothing is synced to the disk and nothing is hashed.
"""

import pathlib
import sys

import numpy as np
import soundfile as sf

source, target, snr_db = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), float(sys.argv[3])
rng = np.random.Generator(np.random.SFC64(1))
for path in sorted(source.rglob("*.wav")):
    signal, sample_rate = sf.read(path, dtype="float32")
    noise = rng.standard_normal(signal.shape, dtype=np.float32)
    noise *= np.sqrt(np.mean(np.square(signal))) * np.float32(10 ** (-snr_db / 20))
    noisy = target / path.relative_to(source)
    noisy.parent.mkdir(parents=True, exist_ok=True)
    sf.write(noisy, signal + noise, sample_rate, subtype="PCM_16")
