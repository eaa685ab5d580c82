import { describe, expect, test } from 'vitest';
import type { NoisyFileOptions } from '../../src/audio-files/noisy-file.ts';
import { addNoiseToOpenFile } from '../../src/audio-files/open-noisy-file.ts';
import type { SampleEncoding } from '../../src/audio-format.ts';
import type { Receipt } from '../../src/mix/receipt.ts';
import { randomChannels } from '../mix/signals.ts';
import { sampleOf } from '../tools/depth.ts';
import { MemorySink, MemorySource } from '../tools/memory-bytes.ts';
import { noisyOptions, wavBytes } from '../tools/wav-files.ts';

const signal = randomChannels(1, 1, 6000, 0.2);

function noisy(
  options: Partial<NoisyFileOptions>,
  input: SampleEncoding = 's16',
): Promise<Receipt> {
  const source = new MemorySource(wavBytes(signal, { encoding: input }));
  return addNoiseToOpenFile(source, { noisy: new MemorySink() }, noisyOptions(options));
}

/** The advice of a warning, each as options. */
function advised(warning: string): Partial<NoisyFileOptions>[] {
  const advice = warning.slice(warning.indexOf('; ') + 2);
  const encodings = / --encoding (\w+)(?: or (\w+))?/.exec(advice)?.slice(1) ?? [];
  return [
    ...encodings
      .filter((encoding) => encoding !== undefined)
      .map((encoding) => ({ encoding: encoding as SampleEncoding })),
    ...(advice.includes('give --clip scale') ? [{ clip: 'scale' as const }] : []),
    ...(advice.includes('leave out --dither') ? [{ dither: 'none' as const }] : []),
  ];
}

const missBy = ({ snr_achieved_db: achieved, snr_target_db: target }: Receipt) =>
  achieved === null ? Number.POSITIVE_INFINITY : Math.abs(achieved - target!);

describe('an SNR that the encoding did not carry', () => {
  const all = (['u8', 's16', 's24', 's32', 'f32', 'mulaw'] as const).flatMap((encoding) =>
    [-20, 10, 24, 30, 40, 60, 72, 76, 80, 90, 110, 124, 140, 150].flatMap((snrDb) =>
      (['none', 'tpdf'] as const).flatMap((dither) =>
        (['saturate', 'scale'] as const).map((clip) => ({ encoding, snrDb, dither, clip })),
      ),
    ),
  );

  const cases = sampleOf(all, 96);

  test('is told with advice that is not in effect and brings it nearer', {
    timeout: 60_000,
  }, async () => {
    let warnings = 0;
    for (const { snrDb, ...asked } of cases) {
      const options = { ...asked, target: { type: 'snr', snrDb } as const };
      const receipt = await noisy(options);
      const what = JSON.stringify({ snrDb, ...asked });
      expect(receipt.warnings.length, what).toBe(missBy(receipt) > 0.1 ? 1 : 0);
      for (const warning of receipt.warnings) {
        warnings++;
        const advice = advised(warning);
        expect(advice.length > 0, `${what} ${warning}`).toBe(!warning.includes('a lower --snr'));
        for (const change of advice) {
          expect({ ...asked, dither: receipt.dither }, what).not.toMatchObject(change);
          const better = await noisy({ ...options, ...change });
          const told = `${what} ${warning} ${JSON.stringify(change)} ${better.snr_achieved_db}`;
          expect(missBy(better), told).toBeLessThan(missBy(receipt));
        }
      }
    }
    expect(warnings).toBeGreaterThan(cases.length / 8);
  });

  test.each([
    [
      { dither: 'tpdf', target: { type: 'snr', snrDb: 76 } },
      'the output has 73.78 dB where 76 dB were asked for: its encoding, s16, rounds the noise, to which dither adds; ' +
        'leave out --dither tpdf, or give --encoding s24 or f32',
    ],
    [
      { target: { type: 'snr', snrDb: 100 } },
      'the output has no noise at all where 100 dB were asked for: its encoding, s16, rounds the noise; give --encoding s24 or f32',
    ],
    [
      { encoding: 's24', target: { type: 'snr', snrDb: 140 } },
      'the output has no noise at all where 140 dB were asked for: its encoding, s24, rounds the noise; give --encoding f32',
    ],
    [
      { encoding: 'f32', target: { type: 'snr', snrDb: 170 } },
      'the output has 179.11 dB where 170 dB were asked for: its encoding, f32, rounds the noise; ' +
        'no encoding here has more bits; ask for a lower --snr',
    ],
    [
      { target: { type: 'snr', snrDb: -20 } },
      'the output has -16.26 dB where -20 dB were asked for: its encoding, s16, clips 2286 samples; ' +
        'give --clip scale, or --encoding f32',
    ],
  ] as [Partial<NoisyFileOptions>, string][])(
    'is told in one line: %j',
    async (options, warning) => {
      expect((await noisy(options)).warnings).toEqual([warning]);
    },
  );
});
