import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { writeLiveFile } from '../../src/audio-files/live-file.ts';
import { writeNoiseFile } from '../../src/audio-files/noise-file.ts';
import { writeNoisyFile } from '../../src/audio-files/noisy-file.ts';
import { VirtualPool } from '../../src/corpus/containers/folder/virtual-pool.ts';
import { speechLike } from '../tools/corpus-tree.ts';
import { noisyOptions, temporaryFolder, wavBytes } from '../tools/wav-files.ts';

test('receipts of files, of live, generated and planned noise have the same fields, in the same order', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.wav');
  const output = join(folder, 'b.wav');
  writeFileSync(path, wavBytes([speechLike(8000, 1)]));
  const file = await writeNoisyFile(path, output, noisyOptions());
  const live = await writeLiveFile(path, output, {
    snrDb: 10,
    seed: 1,
    key: '',
    overwrite: true,
  });
  const generated = await writeNoiseFile(output, {
    numberOfFrames: 100,
    sampleRate: 8000,
    numberOfChannels: 1,
    encoding: 's16',
    target: { type: 'level', noiseDbfs: -30 },
    seed: 1,
    key: '',
    overwrite: true,
  });
  const settings = { seed: 1, clip: 'saturate', onSilence: 'fail' } as const;
  const place = { folder: dirname(path), temporaryFolder: dirname(path) };
  const [planned] = await new VirtualPool(settings, place).run([
    {
      id: 'a',
      audio: { type: 'file', path, name: 'a.wav' },
      outputs: [
        {
          id: 'a-noisy1',
          suffix: '-noisy1',
          copy: 1,
          key: 'a',
          snrDb: 10,
          color: 'white',
          level: 'rms',
          audioPath: 'a-noisy1.wav',
        },
      ],
    },
  ]);
  const fields = Object.keys(file);
  const without = (receipt: object, ...names: string[]) =>
    Object.keys(receipt).filter((name) => !names.includes(name));
  expect(without(live, 'approximate', 'live_window_seconds')).toEqual(fields);
  expect(Object.keys(generated)).toEqual(fields);
  if (!planned || 'fault' in planned) throw new Error(planned?.fault);
  const { receipt } = planned.outputs[0]!;
  expect(without(receipt, 'id', 'utterance', 'copy', 'command')).toEqual(fields);
});
