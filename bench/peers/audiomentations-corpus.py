#!/usr/bin/env python3
"""audiomentations-corpus.py IN OUT SNR_DB: AddGaussianSNR on every WAV of a tree, in one process, with soundfile."""

import pathlib
import random
import sys

import numpy as np
import soundfile as sf
from audiomentations import AddGaussianSNR

source, target, snr_db = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), float(sys.argv[3])
random.seed(1)
np.random.seed(1)
add_noise = AddGaussianSNR(min_snr_db=snr_db, max_snr_db=snr_db, p=1.0)
for path in sorted(source.rglob("*.wav")):
    signal, sample_rate = sf.read(path, dtype="float32")
    noisy = add_noise(samples=signal, sample_rate=sample_rate)
    out = target / path.relative_to(source)
    out.parent.mkdir(parents=True, exist_ok=True)
    sf.write(out, noisy, sample_rate, subtype="PCM_16")
