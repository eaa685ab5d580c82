#!/usr/bin/env python3
"""numpy-float-blocks.py IN OUT SNR_DB: as numpy-blocks.py, for encodings of more than 16 bits: samples are read as 32-bit floats."""

import math
import sys

import numpy as np
import soundfile as sf

BLOCK_FRAMES = 65536


def main(in_path, out_path, snr_db):
    with sf.SoundFile(in_path) as source:
        shape = (BLOCK_FRAMES, source.channels)
        samples = np.empty(shape, np.float32)
        work = np.empty(shape, np.float32)

        energy = 0.0
        count = 0
        while (block := source.read(dtype="float32", out=samples)).size:
            energy += float(np.vdot(block, block))
            count += block.size
        sigma = np.float32(math.sqrt(energy / count) * 10 ** (-snr_db / 20))

        rng = np.random.Generator(np.random.SFC64(1))
        source.seek(0)
        with sf.SoundFile(
            out_path, "w", source.samplerate, source.channels, source.subtype, format="WAV"
        ) as sink:
            while (block := source.read(dtype="float32", out=samples)).size:
                noisy = work[: len(block)].reshape(block.shape)
                rng.standard_normal(out=noisy, dtype=np.float32)
                noisy *= sigma
                noisy += block
                sink.write(noisy)


main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
