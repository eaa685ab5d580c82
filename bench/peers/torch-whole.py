#!/usr/bin/env python3
"""torch-whole.py IN OUT SNR_DB: Gaussian noise at an SNR relative to the whole-file RMS, the whole file in a tensor.

The noise is scaled by its realised energy, as torchaudio.functional.add_noise does, so the SNR is exact.
"""

import sys

import soundfile as sf
import torch

in_path, out_path, snr_db = sys.argv[1], sys.argv[2], float(sys.argv[3])
torch.manual_seed(1)
signal, sample_rate = sf.read(in_path, dtype="float32")
signal = torch.from_numpy(signal)
noise = torch.randn_like(signal)
scale = signal.norm() / noise.norm() * 10 ** (-snr_db / 20)
sf.write(out_path, (signal + scale * noise).numpy(), sample_rate, subtype="PCM_16", format="WAV")
