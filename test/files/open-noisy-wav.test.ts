import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SilentSignalError } from '../../src/errors.ts';
import { addNoiseToWav } from '../../src/files/noisy-wav.ts';
import { addNoiseToOpenWav, readsTwice } from '../../src/files/open-noisy-wav.ts';
import { MemorySink, MemorySource } from './memory-bytes.ts';
import { noisyOptions, SPEECH, temporaryFolder, wavBytes } from './wav-files.ts';

test('an open source and a sink of the caller give the bytes and the receipt of files', async () => {
  const output = join(temporaryFolder(), 'noisy.wav');
  for (const options of [
    noisyOptions({ hash: true }),
    noisyOptions({ hash: true, clip: 'scale', target: { type: 'snr', snrDb: -20 } }),
    noisyOptions({ hash: true, encoding: 'f32', target: { type: 'level', noiseDbfs: -30 } }),
  ]) {
    const receipt = await addNoiseToWav(SPEECH, output, options);
    const source = new MemorySource(readFileSync(SPEECH), SPEECH, 777);
    const noisy = new MemorySink(output);
    expect(await addNoiseToOpenWav(source, { noisy }, options)).toEqual(receipt);
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
    const work = addNoiseToOpenWav(source, { noisy }, noisyOptions({ onSilence }));
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
  await addNoiseToOpenWav(source, { noisy: new MemorySink() }, once);
  expect(readsTwice(noisyOptions())).toBe(true);
  expect(readsTwice({ ...once, clip: 'scale' })).toBe(true);
  expect(readsTwice({ ...once, clip: 'fail', encoding: 'f32' })).toBe(false);
});
