import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { sampleOf } from '../tools/depth.ts';
import { temporaryFolder } from '../tools/wav-files.ts';

const root = resolve(import.meta.dirname, '../..');

/** A program for both: what differs between them is only where the context comes from. */
const PROGRAM = `
import { audioBufferToBlock, blockToAudioBuffer, GaussianNoiseNode } from 'awgn/web-audio';
declare const context: Parameters<typeof GaussianNoiseNode.register>[0];
await GaussianNoiseNode.register(context);
const node = new GaussianNoiseNode(context, { snrDb: 10, color: 'pink', band: { lowHz: 300, highHz: 3400 } });
node.snr.linearRampToValueAtTime(0, 30);
node.gain.value = 0.5;
const seed: number = node.seed;
node.connect(node).disconnect();
node.stop();
const block = audioBufferToBlock(context.createBuffer(1, 128, 48000));
blockToAudioBuffer(block, context).getChannelData(0).fill(seed);
// @ts-expect-error
new GaussianNoiseNode(context, { snrDb: 10, colour: 'pink' });
`;

test.each(sampleOf([['es2022'], ['es2022,dom']], 1))(
  'compile with the library %s alone',
  { timeout: 60_000 },
  (lib) => {
    const project = temporaryFolder();
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(root, join(project, 'node_modules/awgn'));
    writeFileSync(join(project, 'program.mts'), PROGRAM);
    const compilerOptions = { strict: true, noEmit: true, target: 'es2022', module: 'nodenext' };
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: { ...compilerOptions, lib: lib.split(','), types: [] },
        files: ['program.mts'],
      }),
    );
    const tsc = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', project], {
      encoding: 'utf8',
    });
    expect(tsc.stdout).toBe('');
    expect(tsc.status).toBe(0);
  },
);
