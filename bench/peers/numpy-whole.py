#!/usr/bin/env python3
"""numpy-whole.py IN OUT SNR_DB: Gaussian noise at an SNR relative to the whole-file RMS, the whole file in memory.

The few lines most people write: soundfile reads floats, NumPy draws float32 normals, soundfile writes
the encoding of the input (it clips).
"""

import sys

import numpy as np
import soundfile as sf

in_path, out_path, snr_db = sys.argv[1], sys.argv[2], float(sys.argv[3])
signal, sample_rate = sf.read(in_path, dtype="float32")
rng = np.random.Generator(np.random.SFC64(1))
noise = rng.standard_normal(signal.shape, dtype=np.float32)
signal_rms = np.sqrt(np.mean(np.square(signal)))
noise *= signal_rms * np.float32(10 ** (-snr_db / 20))
sf.write(out_path, signal + noise, sample_rate, subtype=sf.info(in_path).subtype, format="WAV")
