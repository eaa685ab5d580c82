import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeNoisyFile } from '../../src/audio-files/noisy-file.ts';
import { addNoiseToOpenFile, readsTwice } from '../../src/audio-files/open-noisy-file.ts';
import { SilentSignalError } from '../../src/errors.ts';
import { LEVEL_DEFINITIONS } from '../../src/level/level-definitions.ts';
import { NoiseWorkspace } from '../../src/mix/noise-workspace.ts';
import { parse } from '../formats/wav/splitting.ts';
import { randomChannels } from '../mix/signals.ts';
import { MemorySink, MemorySource } from '../tools/memory-bytes.ts';
import { noisyOptions, SPEECH, sha256, temporaryFolder, wavBytes } from '../tools/wav-files.ts';
import { chunk, fmt, riff, s16Samples, u32 } from '../tools/wav-fixtures.ts';

test('an open source and a sink of the caller give the bytes and the receipt of files', {
  tags: 'thorough',
}, async () => {
  const output = join(temporaryFolder(), 'noisy.wav');
  for (const options of [
    noisyOptions({ hash: true }),
    noisyOptions({ hash: true, clip: 'scale', target: { type: 'snr', snrDb: -20 } }),
    noisyOptions({ hash: true, encoding: 'f32', target: { type: 'level', noiseDbfs: -30 } }),
  ]) {
    const receipt = await writeNoisyFile(SPEECH, output, options);
    const source = new MemorySource(readFileSync(SPEECH), SPEECH, 777);
    const noisy = new MemorySink(output);
    expect(await addNoiseToOpenFile(source, { noisy }, options)).toEqual(receipt);
    expect(noisy.bytes).toEqual(readFileSync(output));
  }
});

test('source and sink stay the caller’s: nothing is closed, committed or discarded', async () => {
  const silent = wavBytes([new Float32Array(100)]);
  for (const [bytes, onSilence] of [
    [readFileSync(SPEECH), 'fail'],
    [silent, 'skip'],
    [silent, 'fail'],
  ] as const) {
    const source = new MemorySource(bytes);
    const noisy = new MemorySink();
    const work = addNoiseToOpenFile(source, { noisy }, noisyOptions({ onSilence }));
    if (bytes === silent && onSilence === 'fail')
      await expect(work).rejects.toThrow(SilentSignalError);
    else expect((await work).output).toBe(bytes === silent ? null : 'memory');
    expect(source.isClosed).toBe(false);
    expect(noisy.ended).toBeUndefined();
  }
});

test('what needs no second reading says so, and never rewinds', async () => {
  const source = new MemorySource(readFileSync(SPEECH));
  source.rewind = () => expect.unreachable();
  const once = noisyOptions({ target: { type: 'level', noiseDbfs: -30 } });
  expect(readsTwice(once)).toBe(false);
  await addNoiseToOpenFile(source, { noisy: new MemorySink() }, once);
  expect(readsTwice(noisyOptions())).toBe(true);
  expect(readsTwice({ ...once, clip: 'scale' })).toBe(true);
  expect(readsTwice({ ...once, clip: 'fail', encoding: 'f32' })).toBe(false);
});

describe('a fact chunk after the samples', () => {
  const lateFact = riff([fmt(), chunk('data', s16Samples(100)), chunk('fact', u32(99))]);

  test.each([
    ['s16', 0],
    ['f32', 1],
  ] as const)(
    'leaves one true count, or none where none is needed: %s',
    async (encoding, count) => {
      const source = new MemorySource(lateFact);
      const noisy = new MemorySink();
      await addNoiseToOpenFile(source, { noisy }, noisyOptions({ encoding }));
      const { header, tail, warnings } = parse([noisy.bytes]);
      const facts = header.chunksBeforeData.filter(({ id }) => id === 'fact');
      expect(facts.map(({ bytes }) => bytes)).toEqual(new Array(count).fill(u32(100)));
      expect([tail.length, warnings]).toEqual([0, []]);
    },
  );

  test('makes the size of a pipe that is written in one pass wrong, which is told', async () => {
    const noisy = Object.assign(new MemorySink(), { isSeekable: false });
    const once = noisyOptions({ target: { type: 'level', noiseDbfs: -30 } });
    const receipt = await addNoiseToOpenFile(new MemorySource(lateFact), { noisy }, once);
    expect(receipt.warnings).toEqual([
      'another chunk "fact" stands after the samples; it is left out',
      'the RIFF size in the output does not fit the chunks after the samples; it was written before that was known',
    ]);
    expect(parse([noisy.bytes]).header.declaredFrames).toBe(100);
  });
});

test('a workspace of many runs, one after the other and at once, gives what one for each does', {
  tags: 'thorough',
}, async () => {
  const workspace = new NoiseWorkspace();
  const inputs = [
    readFileSync(SPEECH),
    wavBytes(randomChannels(3, 2, 9_999)),
    wavBytes(randomChannels(4, 1, 50_000), { encoding: 's24' }),
    wavBytes(randomChannels(5, 40, 5_000, 0.1)),
  ];
  const runs = LEVEL_DEFINITIONS.flatMap((level, at) =>
    inputs.map((bytes, index) => ({
      bytes,
      options: noisyOptions({
        level,
        key: `${level} ${index}`,
        color: (['white', 'pink', 'matched', 'pink'] as const)[(at + index) % 4],
        channels: index === 1 ? 'separate' : 'joint',
        clip: index === 3 ? 'scale' : 'saturate',
        ...(at === 2 && { band: { lowHz: 300, highHz: 3400 } }),
      }),
    })),
  );
  const outcome = async ({ bytes, options }: (typeof runs)[number], shared?: NoiseWorkspace) => {
    const noisy = new MemorySink();
    const source = new MemorySource(bytes, 'memory', 10_000);
    const receipt = await addNoiseToOpenFile(source, { noisy }, options, shared);
    return { receipt, sha256: sha256(noisy.bytes) };
  };
  const expected = [];
  for (const run of runs) expected.push(await outcome(run));
  expect(new Set(expected.map((one) => one.sha256)).size).toBe(runs.length);
  for (const [index, run] of runs.entries()) {
    expect(await outcome(run, workspace)).toEqual(expected[index]);
  }
  expect(await Promise.all(runs.map((run) => outcome(run, workspace)))).toEqual(expected);
});

test('a workspace designs the filter of a color once, and that of a signal every time', () => {
  const { createFilter } = new NoiseWorkspace();
  const pink = { color: 'pink', sampleRate: 16000 } as const;
  const filter = createFilter(pink);
  expect(createFilter({ ...pink })).toBe(filter);
  const others = [
    createFilter({ ...pink, color: 'brown' }),
    createFilter({ ...pink, sampleRate: 8000 }),
    createFilter({ ...pink, band: { lowHz: 1, highHz: 2000 } }),
    createFilter({ ...pink, band: { lowHz: 1, highHz: 3000 } }),
    createFilter({ ...pink, color: 'matched', predictor: [1, -0.5] }),
    createFilter({ ...pink, color: 'matched', predictor: [1, -0.4] }),
  ];
  expect(new Set([filter, ...others]).size).toBe(7);
  expect(createFilter({ color: 'white', sampleRate: 16000 })).toBeUndefined();
});
