import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleOf } from '../tools/depth.ts';
import { unboundAllocations } from './expect.ts';
import { mutate, randomFrom, wordsOf } from './mutate.mjs';

const HERE = import.meta.dirname;

interface Target {
  readonly seeds: readonly Uint8Array[];
  run(bytes: Uint8Array): void | Promise<void>;
}

const TARGETS = readdirSync(join(HERE, 'targets')).map((name) => name.replace(/\.ts$/, ''));

function findsOf(target: string): string[] {
  const folder = join(HERE, 'finds', target);
  return existsSync(folder) ? readdirSync(folder) : [];
}

test.each(sampleOf(TARGETS, 5))(
  '%s: its seeds, mutations of them and what was found once are no finds',
  async (name) => {
    unboundAllocations();
    const target = (await import(`./targets/${name}.ts`)) as Target;
    const inputs = findsOf(name).map((file) => {
      const hex = readFileSync(join(HERE, 'finds', name, file), 'latin1').replace(/\s+/g, '');
      return new Uint8Array(Buffer.from(hex, 'hex'));
    });
    const random = randomFrom(5);
    const words = wordsOf({ texts: ['data', 'fmt ', 'NaN', '-'], numbers: [0, 1, 65535] });
    for (const [index, seed] of target.seeds.entries()) {
      const other = Buffer.from(target.seeds[(index + 1) % target.seeds.length]!);
      inputs.push(new Uint8Array(seed), new Uint8Array(mutate(seed, other, words, random, 4096)));
    }
    expect(inputs.length).toBeGreaterThan(0);
    for (const input of inputs) await target.run(new Uint8Array(input));
  },
);
