import type { SampleEncoding } from '../audio-format.ts';
import { decibelsToPower, powerToDecibels } from '../decibels.ts';
import type { Dither } from './dither.ts';
import type { NoiseOptions } from './noise-plan.ts';
import type { ClipPolicy, Receipt, ReceiptWarning } from './receipt.ts';

/** By how many dB the outcome may miss an exact target before somebody should know. */
const TOLERANCE_DB = 0.1;

/** What bears on whether an output can hold the noise asked for. */
export interface NoiseCarrier {
  readonly encoding: SampleEncoding;
  /** What really was added before rounding. */
  readonly dither: Dither;
  readonly clip: ClipPolicy;
  readonly clippedSamples: number;
  /** Power of the noise before it was rounded and clipped. */
  readonly noisePower: number;
}

/**
 * Warnings for an SNR that the output's encoding did not carry: none or one. It advises what is not in effect and would bring
 * the SNR to the target, or at least nearer.
 *
 * @param isMeasured whether the level of the signal is known, so that the target could be met.
 */
export function missedTarget(
  { target, exact = true, signalLevelDbfs }: NoiseOptions,
  levels: Pick<Receipt, 'snr_achieved_db' | 'signal_rms_dbfs'>,
  isMeasured: boolean,
  carrier: NoiseCarrier,
): ReceiptWarning[] {
  // A level that was given is the giver's to answer for, also where a pass was needed for the color.
  if (target.type !== 'snr' || !exact || !isMeasured || signalLevelDbfs !== undefined) return [];
  const { snr_achieved_db: achieved, signal_rms_dbfs: signalDbfs } = levels;
  if (achieved !== null && Math.abs(achieved - target.snrDb) <= TOLERANCE_DB) return [];
  const found = achieved === null ? 'no noise at all' : `${achieved.toFixed(2)} dB`;
  const signalPower = signalDbfs === null ? 0 : decibelsToPower(signalDbfs);
  const { causes, remedies } = explain(carrier, signalPower);
  const message =
    `the output has ${found} where ${Number(target.snrDb.toFixed(4))} dB were asked for: its encoding, ${carrier.encoding}, ` +
    `${causes.join(' and ')}; ${remedies.join(', or ')}`;
  return [{ code: achieved === null ? 'no-noise' : 'missed-snr', message }];
}

/** Noise of less than this many steps is further off without dither, being lost, than with it, being drowned. */
const LEAST_STEPS = 1 / 6;

/** Encodings of more and more resolution, of which each output has a better one to be advised. */
const FINER: readonly SampleEncoding[] = ['s16', 's24', 'f32'];

function explain(
  carrier: NoiseCarrier,
  signalPower: number,
): { causes: readonly string[]; remedies: readonly string[] } {
  const { encoding, dither, clip, clippedSamples, noisePower } = carrier;
  const errorOf = (candidate: SampleEncoding) => roundingPower(candidate, signalPower);
  const error = errorOf(encoding);
  const isDithered = dither === 'tpdf';
  const clips = clippedSamples > 0;
  const rounds = !clips || !isHarmless(isDithered ? 3 * error : error, noisePower);

  const causes: string[] = [];
  if (rounds)
    causes.push(isDithered ? 'rounds the noise, to which dither adds' : 'rounds the noise');
  if (clips) causes.push(`clips ${clippedSamples} ${clippedSamples === 1 ? 'sample' : 'samples'}`);

  const given: string[] = [];
  const remedies: string[] = [];
  if (rounds && isDithered && noisePower > 12 * error * LEAST_STEPS ** 2) {
    remedies.push('leave out --dither tpdf');
  }
  if (clips && !rounds && clip === 'saturate') given.push('--clip scale');
  const finer = FINER.filter((candidate) => errorOf(candidate) < error / 2);
  // Only floats do not clip.
  const usable = clips ? finer.slice(-1) : finer;
  const sufficient = usable.filter((candidate) => isHarmless(errorOf(candidate), noisePower));
  const advised = sufficient.length > 0 ? sufficient : usable.slice(-1);
  if (advised.length > 0) given.push(`--encoding ${advised.slice(0, 2).join(' or ')}`);
  if (given.length > 0) remedies.push(`give ${given.join(', or ')}`);
  if (remedies.length === 0) remedies.push('no encoding here has more bits; ask for a lower --snr');
  return { causes, remedies };
}

/** Whether an error leaves the power of the noise as it is, within the tolerance. */
function isHarmless(errorPower: number, noisePower: number): boolean {
  return powerToDecibels((noisePower + errorPower) / noisePower) <= TOLERANCE_DB;
}

/**
 * Power of the error of bare rounding, step² / 12, at most.
 *
 * A float's step is 2^-23 of its power of two. 32-bit integers and doubles come of 32-bit floats. A step of G.711 grows with
 * the sample too: its error is some 38 dB below speech (ITU-T G.711 and G.712).
 */
function roundingPower(encoding: SampleEncoding, signalPower: number): number {
  switch (encoding) {
    case 'u8':
      return 2 ** -14 / 12;
    case 's16':
      return 2 ** -30 / 12;
    case 's24':
      return 2 ** -46 / 12;
    case 'alaw':
    case 'mulaw':
      return decibelsToPower(-38) * signalPower;
    default:
      return (2 ** -46 / 12) * signalPower;
  }
}
