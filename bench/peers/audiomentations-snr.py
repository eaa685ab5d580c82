#!/usr/bin/env python3
"""audiomentations-snr.py IN OUT SNR_DB: audiomentations' AddGaussianSNR with soundfile, the whole file in memory.

AddGaussianSNR takes the mean of the channels' RMS as the level; on mono files that is the whole-file RMS.
"""

import random
import sys

import numpy as np
import soundfile as sf
from audiomentations import AddGaussianSNR

in_path, out_path, snr_db = sys.argv[1], sys.argv[2], float(sys.argv[3])
random.seed(1)
np.random.seed(1)
signal, sample_rate = sf.read(in_path, dtype="float32")
add_noise = AddGaussianSNR(min_snr_db=snr_db, max_snr_db=snr_db, p=1.0)
# soundfile has frames first, audiomentations channels first; .T leaves mono as it is.
noisy = add_noise(samples=np.ascontiguousarray(signal.T), sample_rate=sample_rate)
sf.write(out_path, noisy.T, sample_rate, subtype="PCM_16", format="WAV")
