import { decibelsToPower } from '../decibels.ts';

/** An SNR at a time. */
export interface SnrPoint {
  /** From the start of the audio. */
  readonly seconds: number;
  /** Signal-to-noise ratio there, dB. */
  readonly snrDb: number;
}

/** Frames between two exact values of the envelope's gain; straight lines in between. */
const STEP_FRAMES = 32;

/**
 * An SNR that varies with time: linear in dB from point to point, constant before the first and after the last. Two
 * points at one time are a jump.
 *
 *     "0:20,2.5:0,5:20"     20 dB ┐           ┌ 20 dB
 *                                  ╲         ╱
 *                                    ╲     ╱
 *                               0 dB   ╲ ╱
 *                                  0   2.5   5 s
 *
 * The signal's power is one number for the whole signal, so the envelope is that of the noise: its standard deviation
 * at time t is the signal's RMS · 10^(-SNR(t)/20).
 */
export class SnrEnvelope {
  /** In the order of time. */
  readonly points: readonly SnrPoint[];

  /** @throws RangeError for no points, times that go back or are negative, or ratios beyond ±200 dB. */
  constructor(points: readonly SnrPoint[]) {
    if (points.length === 0)
      throw new RangeError(
        'an SNR envelope has no points; expected one at least, as in { seconds: 0, snrDb: 10 }',
      );
    let earliest = 0;
    for (const { seconds, snrDb } of points) {
      if (!(seconds >= earliest && seconds < Infinity)) {
        throw new RangeError(
          `an SNR envelope has a point at ${seconds} s; expected ${earliest} s or later, as points follow in time`,
        );
      }
      if (!(Math.abs(snrDb) <= 200)) {
        throw new RangeError(`an SNR envelope has a point of ${snrDb} dB; expected -200 to 200`);
      }
      earliest = seconds;
    }
    this.points = points;
  }

  /**
   * Gains 10^(-SNR/20) of consecutive frames.
   *
   * They depend on the frames' indices alone, not on where a call begins.
   *
   * @param out filled from its start.
   */
  fillGains(out: Float32Array, frameIndex: number, frames: number, sampleRate: number): void {
    const points = this.points.map(({ seconds, snrDb }) => ({
      frame: Math.round(seconds * sampleRate),
      snrDb,
    }));
    let next = points.findIndex(({ frame }) => frame > frameIndex);
    if (next < 0) next = points.length;
    for (let at = 0; at < frames; ) {
      const from = points[next - 1];
      const to = points[next];
      const end = Math.min(frames, (to?.frame ?? Infinity) - frameIndex);
      if (from === undefined || to === undefined) {
        out.fill(gainOf((from ?? to)!.snrDb), at, end);
      } else {
        fillRamp(out, at, end, frameIndex, from, to);
      }
      at = end;
      next++;
    }
  }
}

interface FramePoint {
  readonly frame: number;
  readonly snrDb: number;
}

/** Fills out[start..end) between two points; exact every {@link STEP_FRAMES} frames counted from the first point. */
function fillRamp(
  out: Float32Array,
  start: number,
  end: number,
  frameIndex: number,
  from: FramePoint,
  to: FramePoint,
): void {
  const slope = (to.snrDb - from.snrDb) / (to.frame - from.frame);
  for (let at = start; at < end; ) {
    const offset = frameIndex + at - from.frame;
    const stepStart = offset - (offset % STEP_FRAMES);
    const stepEnd = Math.min(stepStart + STEP_FRAMES, to.frame - from.frame);
    const first = gainOf(from.snrDb + slope * stepStart);
    const last = gainOf(from.snrDb + slope * stepEnd);
    const rise = (last - first) / (stepEnd - stepStart);
    for (let i = offset; i < stepEnd && at < end; i++, at++) {
      out[at] = first + rise * (i - stepStart);
    }
  }
}

function gainOf(snrDb: number): number {
  return Math.sqrt(decibelsToPower(-snrDb));
}
