import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FolderContainer } from '../../../src/corpus/containers/folder/folder-container.ts';
import type { FolderOptions } from '../../../src/corpus/containers/folder/folder-options.ts';
import { DIRECTORY } from '../../../src/corpus/kinds/directory/directory.ts';
import type { CorpusEntry, CorpusFormat } from '../../../src/corpus/plan/corpus-kind.ts';
import type { Failure } from '../../../src/corpus/plan/corpus-options.ts';
import type { CorpusReceipt } from '../../../src/corpus/plan/corpus-receipt.ts';
import { runCorpus as makeCorpusIn } from '../../../src/corpus/run/run-corpus.ts';
import type { CorpusOptions } from '../../../src/corpus/run/run-options.ts';
import { ownIdentity } from '../../../src/corpus/state/process-identity.ts';
import type { CorpusRow } from '../../../src/corpus/utterance.ts';
import { contentsOf, digestsOf, speechLike, writeTree } from '../../tools/corpus-tree.ts';
import { temporaryFolder, wavBytes } from '../../tools/wav-files.ts';

type Options = Omit<CorpusOptions, 'container'> & FolderOptions;

const runCorpus = (options: Options) =>
  makeCorpusIn({ ...options, container: new FolderContainer(options) });

/** A tree of 10 files, and options for making a corpus of it. */
function corpusOf(overrides: Partial<Options> = {}) {
  const source = join(temporaryFolder(), 'clean');
  const paths = writeTree(source, 10);
  const failures: Failure[] = [];
  const options: Options = {
    source,
    folder: join(temporaryFolder(), 'noisy'),
    from: DIRECTORY,
    to: DIRECTORY,
    use: 'new',
    read: { allowCommands: false, unit: 'recording' },
    plan: {
      seed: 1,
      snr: { type: 'range', range: { lowDb: 0, highDb: 20 } },
      stratified: false,
      copies: 2,
      includeClean: false,
      colors: ['white'],
      levels: ['rms'],
    },
    render: { seed: 1, clip: 'saturate', onSilence: 'fail' },
    pairs: 'none',
    labels: false,
    jobs: 1,
    settings: '{"snr":"0:20"}\n',
    observer: { failed: (failure) => failures.push(failure) },
    ...overrides,
  };
  return { options, paths, failures };
}

function receiptsIn(folder: string): CorpusReceipt[] {
  return readFileSync(join(folder, 'receipts.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as CorpusReceipt);
}

/** A format that gives the rows of another one in another order, and notes what it is to write. */
function shuffled(order: (rows: CorpusRow[]) => CorpusRow[], entries: CorpusEntry[] = []) {
  return {
    ...DIRECTORY,
    async *read(source, options) {
      const rows: CorpusRow[] = [];
      for await (const row of DIRECTORY.read(source, options)) rows.push(row);
      yield* order(rows);
    },
    createWriter: () => ({
      add: (entry: CorpusEntry) => entries.push(entry),
      async finish() {},
    }),
  } satisfies CorpusFormat;
}

describe('a corpus', () => {
  it('has every output at its SNR, and a receipt for each', async () => {
    const { options, paths } = corpusOf();
    const summary = await runCorpus(options);
    expect(summary).toMatchObject({ utterances: 10, outputs: 20, failures: 0, resumed: 0 });
    const receipts = receiptsIn(options.folder);
    expect(receipts.map(({ output }) => output)).toEqual(
      paths
        .map((path) => path.slice(0, -4))
        .sort()
        .flatMap((id) => [`${id}-noisy1.wav`, `${id}-noisy2.wav`]),
    );
    for (const receipt of receipts) {
      // Quantisation to 16 bits adds some 0.001 dB at these levels.
      expect(Math.abs(receipt.snr_achieved_db! - receipt.snr_target_db!)).toBeLessThan(0.01);
    }
    expect([...contentsOf(options.folder).keys()].sort()).toEqual(
      ['awgn.json', 'receipts.jsonl', ...receipts.map(({ output }) => output!)].sort(),
    );
  });

  it('is the same for any order of its source', async () => {
    const one = corpusOf();
    await runCorpus(one.options);
    const orders = [
      (rows: CorpusRow[]) => rows.toReversed(),
      (rows: CorpusRow[]) => [...rows.slice(4), ...rows.slice(0, 4)],
    ];
    for (const order of orders) {
      const folder = join(temporaryFolder(), 'noisy');
      const entries: CorpusEntry[] = [];
      const from = shuffled(order, entries);
      await runCorpus({ ...one.options, from, to: from, folder });
      expect(digestsOf(folder)).toEqual(digestsOf(one.options.folder));
      expect(entries.map(({ output }) => output.id)).toEqual(
        receiptsIn(folder).map(({ id }) => id),
      );
    }
  });

  it('gives an utterance the same bytes whatever else is in the list', async () => {
    const { options } = corpusOf();
    await runCorpus(options);
    const folder = join(temporaryFolder(), 'noisy');
    const from = shuffled((rows) => rows.filter((_, i) => i % 3 === 0));
    await runCorpus({ ...options, from, to: from, folder });
    const all = contentsOf(options.folder);
    for (const [path, bytes] of contentsOf(folder)) {
      if (path.endsWith('.wav')) expect(bytes.equals(all.get(path)!)).toBe(true);
    }
  });

  it('goes on when a file is bad, and says which', async () => {
    const { options, failures } = corpusOf();
    writeFileSync(join(options.source, 'spk0/bad.wav'), 'no WAV at all');
    writeFileSync(join(options.source, 'spk0/silent.wav'), wavBytes([new Float32Array(800)]));
    const summary = await runCorpus(options);
    expect(summary).toMatchObject({ utterances: 12, outputs: 20, failures: 2 });
    expect(failures.map(({ id }) => id)).toEqual(['spk0/bad', 'spk0/silent']);
    const listed = readFileSync(join(options.folder, 'failures.jsonl'), 'utf8').trimEnd();
    expect(listed.split('\n').map((line) => JSON.parse(line).id)).toEqual([
      'spk0/bad',
      'spk0/silent',
    ]);
    for (const { fault } of failures) expect(fault).toMatch(/^[^\p{Cc}]+$/u);
  });

  it('leaves silence out, or takes it over, where that is wanted', async () => {
    for (const onSilence of ['skip', 'pass'] as const) {
      const { options } = corpusOf();
      writeFileSync(join(options.source, 'silent.wav'), wavBytes([new Float32Array(800)]));
      const render = { ...options.render, onSilence };
      const summary = await runCorpus({ ...options, render });
      const isPassed = onSilence === 'pass';
      expect(summary).toMatchObject({
        outputs: isPassed ? 22 : 20,
        silent: isPassed ? 0 : 2,
        failures: 0,
      });
      expect(contentsOf(options.folder).has('silent-noisy1.wav')).toBe(isPassed);
      expect(receiptsIn(options.folder).filter(({ silent }) => silent)).toHaveLength(2);
    }
  });

  it('ends when more fail than may, and can be gone on with', async () => {
    const { options } = corpusOf();
    for (const name of ['a', 'b', 'c']) writeFileSync(join(options.source, `${name}.wav`), 'bad');
    const folder = options.folder;
    await expect(runCorpus({ ...options, mostFailures: 2 })).rejects.toThrow(
      /3 utterances failed, more than --max-failures 2/,
    );
    for (const name of ['a', 'b', 'c']) {
      writeFileSync(join(options.source, `${name}.wav`), wavBytes([speechLike(4000, 5)]));
    }
    const summary = await runCorpus({ ...options, mostFailures: 0, use: 'resume' });
    expect(summary).toMatchObject({ outputs: 26, failures: 0 });
    expect(contentsOf(folder).has('failures.jsonl')).toBe(false);
  });

  it('refuses two utterances of one id, and names both places', async () => {
    const { options } = corpusOf();
    // Their own ids, as those of most lists: rows that are named by their paths may share an output.
    const from = shuffled((rows) =>
      [...rows, { ...rows[0]!, origin: 'elsewhere' }].map(
        (row) => ({ ...row, isNamedByPath: undefined }) as unknown as CorpusRow,
      ),
    );
    await expect(runCorpus({ ...options, from, to: from })).rejects.toThrow(
      /and elsewhere both have the id "spk0\/utt000"/,
    );
  });

  it('has clean and noise beside each noisy output, which sum to it', async () => {
    const { options } = corpusOf({ pairs: 'clean-noise' });
    const render = { ...options.render, encoding: 'f32' as const };
    await runCorpus({ ...options, render, plan: { ...options.plan, includeClean: true } });
    const files = contentsOf(options.folder);
    const samples = (path: string) => {
      const bytes = files.get(path)!;
      const data = bytes.subarray(bytes.indexOf('data') + 8);
      return new Float32Array(Uint8Array.from(data).buffer);
    };
    for (const receipt of receiptsIn(options.folder)) {
      if (receipt.snr_target_db === null) {
        expect(receipt.clean_output ?? null).toBeNull();
        continue;
      }
      const noisy = samples(receipt.output!);
      const clean = samples(receipt.clean_output!);
      const noise = samples(receipt.noise_output!);
      expect(noisy.length).toBe(receipt.frames);
      for (let i = 0; i < noisy.length; i++) {
        if (noisy[i] !== Math.fround(clean[i]! + noise[i]!)) expect.fail(`sample ${i}`);
      }
    }
  });
});

describe('going on with a corpus', () => {
  it('makes what is missing, cut short or altered, and nothing else', async () => {
    const { options } = corpusOf();
    await runCorpus(options);
    const whole = digestsOf(options.folder);
    rmSync(join(options.folder, 'spk0/utt000-noisy1.wav'));
    truncateSync(join(options.folder, 'spk1/utt001-noisy2.wav'), 1000);
    const altered = join(options.folder, 'spk2/utt002-noisy1.wav');
    const bytes = readFileSync(altered);
    bytes[500]! ^= 1;
    writeFileSync(altered, bytes);
    const summary = await runCorpus({ ...options, use: 'resume' });
    expect(summary).toMatchObject({ outputs: 20, resumed: 7 });
    expect(digestsOf(options.folder)).toEqual(whole);
  });

  it('takes in utterances that came later', async () => {
    const { options } = corpusOf();
    await runCorpus(options);
    writeFileSync(join(options.source, 'later.wav'), wavBytes([speechLike(4000, 99)]));
    const summary = await runCorpus({ ...options, use: 'resume' });
    expect(summary).toMatchObject({ outputs: 22, resumed: 10 });
    const anew = join(temporaryFolder(), 'noisy');
    await runCorpus({ ...options, folder: anew });
    expect(digestsOf(options.folder)).toEqual(digestsOf(anew));
  });

  it('is refused with other options, which are named', async () => {
    const { options } = corpusOf();
    await runCorpus(options);
    await expect(
      runCorpus({ ...options, use: 'resume', settings: '{"snr":"5:10"}\n' }),
    ).rejects.toThrow(/snr was "0:20" and is "5:10"/);
  });
});

describe('the folder of a corpus', () => {
  it('must be new, and lie outside the source', async () => {
    const { options } = corpusOf();
    mkdirSync(options.folder);
    writeFileSync(join(options.folder, 'mine.txt'), 'mine');
    await expect(runCorpus(options)).rejects.toThrow(/is not empty/);
    const inside = join(options.source, 'noisy');
    await expect(runCorpus({ ...options, folder: inside })).rejects.toThrow(/lies in the source/);
    await runCorpus({ ...options, use: 'force' });
    expect(readFileSync(join(options.folder, 'mine.txt'), 'utf8')).toBe('mine');
  });

  it("is not gone on with where it holds no corpus: what is in it is somebody's own", async () => {
    const { options } = corpusOf();
    cpSync(options.source, options.folder, { recursive: true });
    const before = digestsOf(options.folder);
    await expect(runCorpus({ ...options, use: 'resume' })).rejects.toThrow(
      /is not empty, and no corpus/,
    );
    expect(digestsOf(options.folder)).toEqual(before);
    expect(existsSync(join(options.folder, '.awgn'))).toBe(false);
  });

  it('may be new or empty where it is to be gone on with', async () => {
    const { options } = corpusOf();
    mkdirSync(options.folder);
    expect(await runCorpus({ ...options, use: 'resume' })).toMatchObject({ outputs: 20 });
  });

  it('is refused while another run works on it, and taken over from one that died', async () => {
    const { options } = corpusOf();
    const lock = join(options.folder, '.awgn', 'lock');
    mkdirSync(join(options.folder, '.awgn'), { recursive: true });
    writeFileSync(lock, '1 elsewhere.example\n');
    await expect(runCorpus({ ...options, use: 'resume' })).rejects.toThrow(
      /worked on by process 1 of elsewhere\.example/,
    );
    // No process has this number: the kernel's limit is 2^22.
    writeFileSync(lock, JSON.stringify({ ...ownIdentity(), token: 't', pid: 4194305 }));
    expect(await runCorpus({ ...options, use: 'resume' })).toMatchObject({ outputs: 20 });
  });
});
