#!/usr/bin/env python3
"""numpy-blocks.py IN OUT SNR_DB: Gaussian noise at an SNR relative to the whole-file RMS, NumPy + soundfile.

Two passes in blocks of 65536 frames, constant memory, s16 in and out; no array is allocated inside the loops.
Samples are kept in units of one 16-bit step, so no scaling pass is needed.
"""

import math
import sys

import numpy as np
import soundfile as sf

BLOCK_FRAMES = 65536


def main(in_path, out_path, snr_db):
    with sf.SoundFile(in_path) as source:
        shape = (BLOCK_FRAMES, source.channels)
        samples = np.empty(shape, np.int16)
        work = np.empty(shape, np.float32)

        energy = 0.0
        count = 0
        while (block := source.read(dtype="int16", out=samples)).size:
            floats = work[: len(block)]
            floats[...] = block
            energy += float(np.vdot(floats, floats))
            count += block.size
        sigma = np.float32(math.sqrt(energy / count) * 10 ** (-snr_db / 20))

        rng = np.random.Generator(np.random.SFC64(1))
        source.seek(0)
        with sf.SoundFile(
            out_path, "w", source.samplerate, source.channels, "PCM_16", format="WAV"
        ) as sink:
            while (block := source.read(dtype="int16", out=samples)).size:
                noisy = work[: len(block)]
                rng.standard_normal(out=noisy, dtype=np.float32)
                noisy *= sigma
                noisy += block
                np.rint(noisy, out=noisy)
                np.clip(noisy, -32768, 32767, out=noisy)
                block[...] = noisy
                sink.write(block)


main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
