// Every entry point of the library × every option: what is known is taken, and nothing else is, nor ignored.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listArrayNoiseOptions, listGaussianOptions } from '../src/arrays/array-options.ts';
import * as corpora from '../src/corpus/index.ts';
import {
  listCorpusOptions,
  listVerifyOptions,
} from '../src/corpus/requests/library-corpus-options.ts';
import * as library from '../src/index.ts';
import { FILE_NOISE_OPTIONS } from '../src/options/file-options.ts';
import { GENERATED_NOISE_OPTIONS } from '../src/options/generate-options.ts';
import {
  listAddNoiseOptions,
  listAudioOptions,
  listNoiserOptions,
  listOutputOptions,
  listWorkOptions,
} from '../src/options/library-options.ts';
import { noiseOptions } from '../src/options/noise-table.ts';
import { type Option, optionNamed, propertyOf } from '../src/options/option.ts';
import { integerOf, objectOf } from '../src/options/option-types.ts';
import { listRawInputOptions, rawEncodingOf, sampleRateOf } from '../src/options/raw-options.ts';
import { sampleOf, timesOf } from './tools/depth.ts';
import { temporaryFolder, wavBytes } from './tools/wav-files.ts';

type Options = Readonly<Record<string, unknown>>;

interface EntryPoint {
  readonly name: string;
  readonly options: readonly Option[];
  /** What must be given in any case. */
  readonly base?: Options;
  call(options: unknown): unknown;
}

const folder = temporaryFolder();
const clean = join(folder, 'clean.wav');
const samples = Float32Array.from({ length: 1600 }, (_, i) => 0.1 * Math.sin(i / 3));
writeFileSync(clean, wavBytes([samples]));
const headerless = join(folder, 'clean.pcm');
writeFileSync(headerless, headerlessBytes());
const source = join(folder, 'source');
mkdirSync(source);
writeFileSync(join(source, 'a.wav'), wavBytes([samples]));
const table = join(folder, 'list.csv');
writeFileSync(table, 'path,text,db\nsource/a.wav,hello,5\n');
/** Samples that are finite whatever they are taken for. */
function headerlessBytes(): Buffer {
  const bytes = Buffer.alloc(8 * samples.length);
  for (const [i, sample] of samples.entries()) bytes.writeDoubleBE(sample, 8 * i);
  return bytes;
}

/** The file that options are about. */
const fileFor = (options: unknown) =>
  (options as Options | undefined)?.raw === undefined ? clean : headerless;

let outputs = 0;
const output = () => join(folder, `out${outputs++}.wav`);

const audio = () => ({ channelData: [samples.slice()], sampleRate: 16_000 });
const block = () => ({
  format: { sampleRate: 16_000, numberOfChannels: 1 },
  frameIndex: 0,
  channelData: [samples.slice()],
});

async function drained(pieces: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of pieces);
}

/** Options as a program that does not look at types gives them. */
// biome-ignore lint/suspicious/noExplicitAny: that is what it is about.
const untyped = (options: unknown) => options as any;

let made: Promise<string> | undefined;

/** A finished corpus. */
function corpus(): Promise<string> {
  made ??= (async () => {
    const path = output();
    await corpora.makeCorpus(source, path, { snrDb: 10, jobs: 1 });
    return path;
  })();
  return made;
}

const WAV_ENCODE_OPTIONS: readonly Option[] = [
  {
    name: 'from',
    group: 'output',
    help: 'what the audio was decoded by',
    type: objectOf('a stage', (value): value is object => typeof value === 'object'),
  },
  optionNamed(noiseOptions(), 'encoding'),
];

const RAW_DECODE_OPTIONS: readonly Option[] = [
  { name: 'encoding', group: 'source', help: 'how samples are stored', type: rawEncodingOf() },
  { name: 'sample-rate', group: 'source', help: 'frames per second', type: sampleRateOf() },
  {
    name: 'number-of-channels',
    group: 'source',
    help: 'samples per frame',
    type: integerOf({ least: 1, most: 1024 }),
  },
];

const ENTRY_POINTS: readonly EntryPoint[] = [
  {
    name: 'addNoiseToFile',
    options: [...FILE_NOISE_OPTIONS, ...listOutputOptions()],
    base: { snrDb: 10 },
    call: (options) => library.addNoiseToFile(fileFor(options), output(), untyped(options)),
  },
  {
    name: 'generateNoise',
    options: [...GENERATED_NOISE_OPTIONS, ...listOutputOptions()],
    base: { numberOfFrames: 100 },
    call: (options) => library.generateNoise(output(), untyped(options)),
  },
  {
    name: 'measureFile',
    options: [...listRawInputOptions(), ...listWorkOptions()],
    call: (options) => library.measureFile(fileFor(options), untyped(options)),
  },
  {
    name: 'compareFiles',
    options: [...listRawInputOptions(), ...listWorkOptions()],
    call: (options) => library.compareFiles(fileFor(options), fileFor(options), untyped(options)),
  },
  {
    name: 'addNoise',
    options: listAddNoiseOptions(),
    base: { snrDb: 10 },
    call: (options) => library.addNoise(audio(), untyped(options)),
  },
  {
    name: 'createNoiser',
    options: listNoiserOptions(),
    base: { snrDb: 10, signalLevelDbfs: -20, sampleRate: 16_000 },
    call: (options) => library.createNoiser(untyped(options)).process(samples.slice()),
  },
  {
    name: 'gaussian',
    options: listGaussianOptions(),
    call: (options) => library.gaussian(new Float32Array(4), untyped(options)),
  },
  {
    name: 'addGaussianNoise',
    options: listArrayNoiseOptions(),
    base: { std: 1 },
    call: (options) => library.addGaussianNoise(new Float32Array(4), untyped(options)),
  },
  {
    name: 'gaussianNoise',
    options: listAudioOptions(),
    base: { snrDb: 10 },
    call: (options) => {
      const stage = library.gaussianNoise(untyped(options));
      stage.end(block());
      return drained(stage);
    },
  },
  {
    name: 'addNoiseToBlocks',
    options: listAudioOptions(),
    base: { snrDb: 10 },
    call: (options) => drained(library.addNoiseToBlocks([block()], untyped(options))),
  },
  {
    name: 'gaussianNoiseTransform',
    options: listAudioOptions(),
    base: { snrDb: 10 },
    call: (options) => library.gaussianNoiseTransform(untyped(options)),
  },
  {
    name: 'wavEncode',
    options: WAV_ENCODE_OPTIONS,
    call: (options) => library.wavEncode(untyped(options)),
  },
  {
    name: 'encodeWav',
    options: WAV_ENCODE_OPTIONS,
    call: (options) => library.encodeWav([block()], untyped(options)),
  },
  {
    name: 'wavEncodeTransform',
    options: WAV_ENCODE_OPTIONS,
    call: (options) => library.wavEncodeTransform(untyped(options)),
  },
  {
    name: 'makeCorpus',
    options: listCorpusOptions(),
    // One thread: the others run the built package.
    base: { snrDb: 10, jobs: 1 },
    call: (options) => {
      const { pathColumn, snrColumn } = (options ?? {}) as Options;
      const from = (pathColumn ?? snrColumn) ? table : source;
      return corpora.makeCorpus(from, output(), untyped(options));
    },
  },
  {
    name: 'verifyCorpus',
    options: listVerifyOptions(),
    call: async (options) => corpora.verifyCorpus(await corpus(), untyped(options)),
  },
  {
    name: 'summarizeCorpus',
    options: listWorkOptions(),
    call: async (options) => corpora.summarizeCorpus(await corpus(), untyped(options)),
  },
  {
    name: 'rawDecode',
    options: RAW_DECODE_OPTIONS,
    base: { encoding: 's16', sampleRate: 16_000 },
    call: (options) => library.rawDecode(untyped(options)),
  },
  {
    name: 'decodeRaw',
    options: RAW_DECODE_OPTIONS,
    base: { encoding: 's16', sampleRate: 16_000 },
    call: (options) => library.decodeRaw([], untyped(options)),
  },
  ...(
    [
      ['wavDecode', (options) => library.wavDecode(untyped(options))],
      ['audioDecode', (options) => library.audioDecode(untyped(options))],
      ['wavDecodeTransform', (options) => library.wavDecodeTransform(untyped(options))],
      ['decodeWav', (options) => library.decodeWav([], untyped(options))],
      ['decodeAudio', (options) => library.decodeAudio([], untyped(options))],
    ] satisfies [string, EntryPoint['call']][]
  ).map(([name, call]) => ({ name, call, options: [] })),
];

/** Exports that take no options by name, or describe a format rather than ask for something. */
const WITHOUT_OPTIONS = [
  'CORPUS_KINDS',
  'ColoredStream',
  'LEVEL_DEFINITIONS',
  'MAX_SEED',
  'NOISE_BLOCK_FRAMES',
  'NOISE_COLORS',
  'NOISE_STREAM_VERSION',
  'PAIRS',
  'RAW_ENCODINGS',
  'NormalStream',
  'RmsMeter',
  'SAMPLE_ENCODINGS',
  'SnrEnvelope',
  'SpectrumMeter',
  'TpdfDither',
  'VERSION',
  'WavWriter',
  'createLevelMeter',
  'createNoiseLevelMeter',
  'createWavFormat',
  'drawSeed',
  'drawSnrDb',
  'exactNoiseGain',
  'noiseRmsForSnr',
  'snrDb',
  'snrRangeOfEpoch',
  'wavFormatWithEncoding',
];

/** Exports below the table of options, which know their own. */
const LOW: readonly EntryPoint[] = [
  {
    name: 'GaussianNoise',
    options: [],
    base: { std: 0.1, seed: 1 },
    call: (options) => new library.GaussianNoise(untyped(options)),
  },
  { name: 'WavReader', options: [], call: (options) => new library.WavReader(untyped(options)) },
  {
    name: 'createColorFilter',
    options: [],
    base: { color: 'pink', sampleRate: 16_000 },
    call: (options) => library.createColorFilter(untyped(options)),
  },
  {
    name: 'createNoiseStream',
    options: [],
    base: { seed: 1 },
    call: (options) => library.createNoiseStream(untyped(options)),
  },
];

test('every export that takes options is gone through', () => {
  const errors = Object.keys(library).filter((name) => name.endsWith('Error'));
  const known = [...ENTRY_POINTS, ...LOW].map(({ name }) => name);
  const exported = [...Object.keys(library), ...Object.keys(corpora)];
  expect([...known, ...WITHOUT_OPTIONS, ...errors].sort()).toEqual(exported.sort());
});

/** A sound value of an option. */
function soundValue(option: Option): unknown {
  switch (propertyOf(option)) {
    case 'snrDb':
      return 5;
    case 'onFailure':
    case 'onFault':
      return () => {};
    case 'root':
      return folder;
    case 'source':
      return source;
    case 'from':
      return option.type.names === undefined ? library.wavDecode() : 'directory';
    case 'to':
      return 'directory';
    // That of the outputs' names.
    case 'container':
      return 'wav';
    case 'pathColumn':
      return 'path';
    case 'snrColumn':
      return 'db';
    case 'jobs':
      return 1;
    case 'copies':
      return 2;
    case 'onProgress':
      return () => {};
    case 'signal':
      return new AbortController().signal;
    case 'out':
      return new Float64Array(4);
    case 'startSeconds':
    case 'durationSeconds':
      return 0.05;
    case 'selectChannels':
      return [0];
    case 'writeClean':
    case 'writeNoise':
      return output();
    case 'color':
      return 'pink';
    case 'live':
    case 'mean':
      return 0.1;
    case 'min':
    case 'max':
      return 0.5;
    default:
      return option.type.parse(option.type.example);
  }
}

const STRENGTHS = ['snrDb', 'snrEnvelope', 'noiseLevelDbfs', 'std'];

/** An option with a value, and with what must be beside it, or may not. */
function asking({ base = {}, options }: EntryPoint, property: string, value: unknown): Options {
  const isOfRatio = 'snrDb' in base;
  const beside: Record<string, unknown> = { ...base };
  if (isOfRatio && (STRENGTHS.includes(property) || property === 'mean')) {
    delete beside.snrDb;
    if (property !== 'snrEnvelope' && property !== 'snrDb') delete beside.signalLevelDbfs;
  }
  if (property === 'mean' && options.some(({ name }) => name === 'std')) beside.std = 0.1;
  if (property === 'each') beside.snrDb = [0, 10];
  if (property === 'stratified') beside.snrDb = { lowDb: 0, highDb: 10 };
  if (property === 'snrSchedule' || property === 'snrColumn') delete beside.snrDb;
  if (property === 'snrSchedule') beside.copies = 2;
  if (property === 'maxCommandOutput') beside.allowCommands = true;
  if (property === 'virtual') beside.to = 'kaldi';
  if (['root', 'pathColumn', 'allowCommands', 'maxCommandOutput'].includes(property)) {
    if (options.some(({ name }) => name === 'source')) beside.source = source;
  }
  if (options.some(({ name }) => name === 'raw')) {
    if (['raw', 'inputChannels'].includes(property)) beside.sampleRate = 16_000;
    if (['sampleRate', 'inputChannels'].includes(property)) beside.raw = 's32be';
  }
  if (property === 'durationSeconds') delete beside.numberOfFrames;
  return { ...beside, [property]: value };
}

async function failureOf(act: () => unknown): Promise<Error> {
  try {
    await act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was taken');
}

/** A name with two letters that stand side by side swapped. */
function slipIn(name: string): string {
  for (let i = Math.min(1, name.length - 2); i + 1 < name.length; i++) {
    if (name[i] === name[i + 1]) continue;
    return name.slice(0, i) + name[i + 1]! + name[i]! + name.slice(i + 2);
  }
  throw new Error(`${name} has no two letters to swap`);
}

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

/** No option has one of these values. */
const NEVER: readonly (readonly [string, unknown])[] = [
  ['a symbol', Symbol('x')],
  ['a BigInt', 10n],
  ['a cyclic object', cyclic],
  ['an object without a prototype', Object.create(null)],
];

const ROWS = ENTRY_POINTS.flatMap((entry) =>
  entry.options.map((option) => [entry.name, propertyOf(option), entry, option] as const),
);

describe.each(sampleOf(ROWS, 30))('%s({ %s })', (_, property, entry, option) => {
  test('takes a value that the option has', async () => {
    await entry.call(asking(entry, property, soundValue(option)));
  });

  test('takes undefined as if it were left out', async () => {
    await entry.call({ ...entry.base, [property]: entry.base?.[property] });
  });

  test('refuses a slip in its name, and says the name', async () => {
    const slip = slipIn(property);
    const error = await failureOf(() => entry.call({ ...entry.base, [slip]: 1 }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe(`unknown option ${slip}; did you mean ${property}?`);
  });

  test.each(NEVER)('refuses %s by name', async (_, value) => {
    const error = await failureOf(() => entry.call(asking(entry, property, value)));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(new RegExp(`^${property} is .*; expected`));
    expect(error.message).not.toMatch(/--[a-z]/);
  });
});

const NUMBERS = ROWS.filter(([, property, , option]) => {
  const isNumber = typeof soundValue(option) === 'number';
  return isNumber || property === 'band' || property === 'snrEnvelope';
});

/** Of the right type, and out of range. */
function outOfRange(property: string): unknown {
  if (property === 'band') return { lowHz: 3400, highHz: 300 };
  if (property === 'snrEnvelope') return [{ seconds: -1, snrDb: 0 }];
  return Number.NaN;
}

test.each(NUMBERS)(
  '%s({ %s }) refuses what is out of range with a RangeError',
  async (_, property, entry) => {
    const error = await failureOf(() => entry.call(asking(entry, property, outOfRange(property))));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(new RegExp(`^${property} is .*; expected`));
  },
);

describe.each([...ENTRY_POINTS, ...LOW].map((entry) => [entry.name, entry] as const))(
  '%s',
  (name, entry) => {
    test('refuses an option that is like none, and says what it takes', async () => {
      const error = await failureOf(() => entry.call({ ...entry.base, wibblewobble: 1 }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(new RegExp(`^unknown option wibblewobble; ${name} takes `));
    });
  },
);

describe.each(ENTRY_POINTS.map((entry) => [entry.name, entry] as const))('%s', (name, entry) => {
  test.each([[null], [10], ['snrDb: 10'], [new Float32Array(1)]])(
    'refuses %o in place of options',
    async (given) => {
      const error = await failureOf(() => entry.call(given));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(
        new RegExp(`^the options of ${name} are .*; expected an object`),
      );
    },
  );

  test('takes options that an object inherits', async () => {
    const error = await failureOf(() =>
      entry.call(Object.create({ ...entry.base, wibblewobble: 1 })),
    );
    expect(error.message).toMatch(/^unknown option wibblewobble/);
  });
});

const COLORED = ENTRY_POINTS.filter(({ options }) => options.some(({ name }) => name === 'color'));

describe.each(COLORED.map((entry) => [entry.name, entry] as const))(
  'the color of %s',
  (_, entry) => {
    test.each(['white', 'pink', 'brown', 'blue', 'violet', 'grey', 'gray', 'speech'])(
      'may be %s',
      async (color) => {
        await entry.call({ ...entry.base, color });
      },
    );

    test.each([
      ['Pink', 'pink'],
      ['brownian', 'brown'],
      ['Brownian', 'brown'],
      ['red', 'brown'],
      ['purple', 'violet'],
      ['whte', 'white'],
    ])('may not be %s, which is called %s', async (color, right) => {
      const error = await failureOf(() => entry.call({ ...entry.base, color }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toMatch(
        new RegExp(`^color (is|has) "${color}"; .*; did you mean ${right}\\?$`),
      );
    });

    test('is not called colour', async () => {
      const error = await failureOf(() => entry.call({ ...entry.base, colour: 'pink' }));
      expect(error.message).toBe('unknown option colour; did you mean color?');
    });
  },
);

const RATIOS = ENTRY_POINTS.filter(
  ({ name, base = {} }) => name !== 'makeCorpus' && 'snrDb' in base,
);

/** Options that contradict each other, and the two that the message names. */
const CONTRADICTIONS: readonly (readonly [Options, RegExp])[] = [
  [{ snrDb: 10, std: 0.1 }, /^snrDb and std /],
  [{ snrDb: 10, noiseLevelDbfs: -40 }, /^snrDb and noiseLevelDbfs /],
  [{ snrDb: 10, snrEnvelope: [{ seconds: 0, snrDb: 1 }] }, /^snrDb and snrEnvelope /],
  [{}, /^nothing says how strong the noise is; expected one of snrDb, snrEnvelope,/],
  [{ snrDb: 10, mean: 0.1 }, /^mean is for std/],
  [{ std: 0.1, level: 'active' }, /^level is for snrDb/],
  [{ std: 0.1, exact: true }, /^exact and std/],
  [{ noiseLevelDbfs: -40, exact: true }, /^exact and noiseLevelDbfs/],
  [{ snrDb: 10, signalLevelDbfs: -20, exact: true }, /^exact and signalLevelDbfs/],
  [{ std: 0.1, channels: 'separate' }, /^channels is for snrDb/],
  [{ std: 0.1, removeDc: true }, /^removeDc is for snrDb/],
  [{ std: 0.1, signalLevelDbfs: -20 }, /^signalLevelDbfs is for snrDb/],
  [
    { snrDb: 10, signalLevelDbfs: -20, channels: 'separate' },
    /^signalLevelDbfs and channels: "sep/,
  ],
  [{ snrDb: 10, signalLevelDbfs: -20, removeDc: true }, /^signalLevelDbfs and removeDc/],
  [{ snrDb: 10, signalLevelDbfs: -20, level: 'loudness' }, /^level: "loudness" weights/],
  [{ snrDb: 10, exact: false, level: 'a-weighted' }, /^level: "a-weighted" weights/],
];

describe.each(RATIOS.map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
  const properties = entry.options.map(propertyOf);
  const cases = CONTRADICTIONS.filter(([options]) =>
    Object.keys(options).every((name) => properties.includes(name)),
  );

  test.each(cases)('refuses %o, naming what contradicts', async (options, message) => {
    const error = await failureOf(() => entry.call(options));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/--[a-z]/);
  });
});

describe('what once was ignored', () => {
  test.each([
    ['addNoise', { snrDb: 10, sead: 1 }, 'unknown option sead; did you mean seed?'],
    ['gaussian', { stdev: 3 }, 'unknown option stdev; did you mean std?'],
    [
      'gaussianNoise',
      { snrDb: 10, signalLevelDb: -20 },
      'unknown option signalLevelDb; did you mean signalLevelDbfs?',
    ],
    ['addNoiseToFile', { target: { type: 'snr', snrDb: 10 } }, /^unknown option target; /],
    ['generateNoise', { target: { type: 'level' } }, /^unknown option target; /],
    ['gaussianNoise', { snrDb: 10, live: true }, /^unknown option live; /],
    ['wavDecode', { encoding: 's16' }, 'unknown option encoding; wavDecode takes no options'],
    ['addNoiseToFile', { snr: 10 }, 'unknown option snr; did you mean snrDb?'],
    ['addNoiseToFile', { 'noise-level': -40 }, /did you mean noiseLevelDbfs\?$/],
  ] as const)('by %s: %o', async (name, options, message) => {
    const entry = ENTRY_POINTS.find((one) => one.name === name)!;
    const error = await failureOf(() => entry.call(options));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(
      typeof message === 'string' ? new RegExp(`^${message.replace('?', '\\?')}$`) : message,
    );
  });

  test('a color writes noise of that color', async () => {
    const [white, pink] = await Promise.all(
      ['white', 'pink'].map(async (color) => {
        const path = output();
        await library.addNoiseToFile(clean, path, untyped({ snrDb: 10, seed: 1, color }));
        return readFileSync(path);
      }),
    );
    expect(pink!.equals(white!)).toBe(false);
  });

  test('a level of generated noise is that level, of which nothing clips', async () => {
    const receipt = await library.generateNoise(output(), {
      durationSeconds: 1,
      noiseLevelDbfs: -20,
    });
    expect(receipt.noise_dbfs).toBeCloseTo(-20, 3);
    expect(receipt.clipped).toBe(0);
  });

  test('a clip that is left out saturates, as on the command line', async () => {
    const receipt = await library.addNoiseToFile(clean, output(), { snrDb: -40 });
    expect(receipt.clip).toBe('saturate');
    expect(receipt.clipped).toBeGreaterThan(0);
  });
});

describe('makeCorpus', () => {
  test.each([
    [{ snrDb: 10, each: true }, /^each needs a list of ratios; expected snrDb: \[a, b, c\]/],
    [{ snrDb: 10, stratified: true }, /^stratified deals out .* expected snrDb: /],
    [{ snrDb: 10, snrColumn: 'db' }, /^snrDb and snrColumn both say what the SNR is/],
    [{}, /^nothing says what the SNR is; expected one of snrDb, snrSchedule and snrColumn$/],
    [{ snrDb: 10, resume: true, overwrite: true }, /^resume and overwrite: /],
    [{ snrDb: 10, virtual: true }, /^virtual: true makes lists.* to: 'kaldi' or to: 'lhotse'/],
    [{ snrDb: 10, to: 'webdataset' }, /leave out to$/],
    [{ snrDb: [0, 0] }, /^snrDb is \[0, 0\]; expected different numbers/],
    [{ snrDb: 10, shard: '1/2' }, /^unknown option shard; /],
  ])('refuses %o, naming what contradicts', async (options, message) => {
    const error = await failureOf(() => corpora.makeCorpus(source, output(), untyped(options)));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/--[a-z]/);
  });

  test('makes what the command line makes, and says what came of it', async () => {
    const path = output();
    const progress: (number | undefined)[] = [];
    const summary = await corpora.makeCorpus(source, path, {
      snrDb: [0, 10],
      each: true,
      color: 'gray',
      jobs: 1,
      onProgress: (done) => progress.push(done),
    });
    expect(summary).toMatchObject({ utterances: 1, outputs: 2, failures: 0, resumed: 0 });
    expect(progress).toEqual([1]);
    const settings = JSON.parse(readFileSync(join(path, 'awgn.json'), 'utf8'));
    expect(settings).toMatchObject({ color: ['grey'], snr: { type: 'list', each: true } });
    const verified = await corpora.verifyCorpus(path, { source });
    expect(verified).toMatchObject({ outputs: 2, files: 2, ratios: 2, faults: 0 });
    expect(await corpora.summarizeCorpus(path)).toMatchObject({ outputs: 2, colors: { grey: 2 } });
  });

  test('tells of what failed, in its own words, and goes on', async () => {
    const list = join(folder, 'commands.scp');
    mkdirSync(list);
    writeFileSync(join(list, 'wav.scp'), `a true; cat ${clean} |\nb ${clean}\n`);
    const failures: string[] = [];
    const summary = await corpora.makeCorpus(list, output(), {
      snrDb: 10,
      jobs: 1,
      root: folder,
      onFailure: ({ fault }) => failures.push(fault),
    });
    expect(summary).toMatchObject({ outputs: 1, failures: 1 });
    expect(failures.join()).toMatch(/allowCommands: true/);
    expect(failures.join()).not.toMatch(/--[a-z]/);
  });

  test('ends when its signal is aborted, and goes on later', async () => {
    const reason = new Error('enough');
    const path = output();
    const ended = failureOf(() =>
      corpora.makeCorpus(source, path, { snrDb: 10, jobs: 1, signal: AbortSignal.abort(reason) }),
    );
    expect(await ended).toBe(reason);
    const controller = new AbortController();
    const copies = timesOf(60, 300);
    const options = { snrDb: { lowDb: 0, highDb: 9 }, copies, jobs: 1 };
    const onProgress = () => controller.abort(reason);
    const { signal } = controller;
    const many = output();
    mkdirSync(many);
    const inputs = join(folder, 'inputs');
    mkdirSync(inputs);
    for (const name of ['a', 'b', 'c'])
      writeFileSync(join(inputs, `${name}.wav`), wavBytes([samples]));
    const work = corpora.makeCorpus(inputs, many, { ...options, signal, onProgress });
    expect(await failureOf(() => work)).toBe(reason);
    const again = await corpora.makeCorpus(inputs, many, { ...options, resume: true });
    expect(again).toMatchObject({ utterances: 3, outputs: 3 * copies, failures: 0 });
  });
});

describe('messages of the file functions', () => {
  test.each([
    [{ snrDb: -60, clip: 'fail' }, /clip: 'fail'.* clip: 'scale' or 'saturate'.* snrDb/],
    [{ snrDb: 10, overwrite: false }, /overwrite: true/],
  ] as const)('for %o name properties', async (options, message) => {
    const path = output();
    writeFileSync(path, '');
    const error = await failureOf(() =>
      library.addNoiseToFile(clean, path, { overwrite: true, ...options }),
    );
    expect(error.message).toMatch(message);
    expect(error.stack).toContain(error.message);
    expect(error.message).not.toMatch(/--[a-z]/);
  });

  test('and their warnings, too', async () => {
    const { warnings } = await library.addNoiseToFile(clean, output(), {
      snrDb: 90,
      encoding: 'u8',
    });
    expect(warnings.join()).toMatch(/encoding: 's24' or 'f32'|encoding: 'f32'/);
    expect(warnings.join()).not.toMatch(/--[a-z]/);
  });

  test.each([[undefined], [''], [42], [null], [Symbol('x')]])(
    'refuse %o in place of a name',
    async (name) => {
      for (const act of [
        () => library.addNoiseToFile(untyped(name), output(), { snrDb: 10 }),
        () => library.addNoiseToFile(clean, untyped(name), { snrDb: 10 }),
        () => library.generateNoise(untyped(name), { numberOfFrames: 1 }),
        () => library.measureFile(untyped(name)),
        () => library.compareFiles(clean, untyped(name)),
      ]) {
        const error = await failureOf(act);
        expect(error).toBeInstanceOf(TypeError);
        expect(error.message).toMatch(/expected the name of a file/);
      }
    },
  );
});

describe('an aborted signal', () => {
  const reason = new Error('enough');
  const aborted = AbortSignal.abort(reason);

  test.each([
    [
      'addNoiseToFile',
      (path: string) => library.addNoiseToFile(clean, path, { snrDb: 10, signal: aborted }),
    ],
    [
      'addNoiseToFile, live',
      (path: string) =>
        library.addNoiseToFile(clean, path, { snrDb: 10, live: true, signal: aborted }),
    ],
    [
      'generateNoise',
      (path: string) => library.generateNoise(path, { numberOfFrames: 10, signal: aborted }),
    ],
    ['measureFile', () => library.measureFile(clean, { signal: aborted })],
    ['compareFiles', () => library.compareFiles(clean, clean, { signal: aborted })],
  ] as const)('ends %s with its reason, and leaves no file', async (_, act) => {
    const path = output();
    expect(await failureOf(() => act(path))).toBe(reason);
    expect(existsSync(path)).toBe(false);
  });

  test('ends what is at work', async () => {
    const controller = new AbortController();
    const path = output();
    const work = library.generateNoise(path, {
      numberOfFrames: 1e9,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    expect(await failureOf(() => work)).toBe(reason);
    expect(existsSync(path)).toBe(false);
  });
});

describe('audio in other shapes', () => {
  const buffer = {
    sampleRate: 16_000,
    numberOfChannels: 2,
    length: samples.length,
    channels: [samples.slice(), samples.slice()],
    getChannelData(channel: number): Float32Array {
      return this.channels[channel]!;
    },
  };

  test('is taken by addNoise where it is an AudioBuffer', () => {
    const options = { snrDb: 10, seed: 1 };
    const { channels: channelData, sampleRate } = buffer;
    const expected = library.addNoise({ channelData, sampleRate }, options);
    expect(library.addNoise(buffer, options).channelData).toEqual(expected.channelData);
  });

  test.each([
    [
      'addNoise',
      () => library.addNoise(untyped(samples), { snrDb: 10 }),
      /a Float32Array; expected an AudioBuffer, or \{ channelData, sampleRate \}/,
    ],
    [
      'addNoise',
      () => library.addNoise(untyped(undefined), { snrDb: 10 }),
      /undefined; expected an AudioBuffer/,
    ],
    [
      'process',
      () => library.createNoiser({ std: 1 }).process(untyped(buffer)),
      /expected a Float32Array, or one for each channel/,
    ],
    [
      'gaussian',
      () => library.gaussian(untyped(buffer)),
      /of the type Object; expected a Float32Array/,
    ],
  ] as const)('is refused by %s, with what to give', async (_, act, message) => {
    const error = await failureOf(act);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(message);
  });
});

describe('a stage that gets the wrong thing says so', () => {
  const bytes = Buffer.from('RIFF');
  const buffer = { getChannelData: () => samples };
  const feed = async (stage: library.WavDecodeStream, piece: unknown) => {
    const reading = drained(stage);
    stage.end(piece);
    await reading;
  };

  test.each([
    [
      'gaussianNoise',
      () => feed(untyped(library.gaussianNoise({ std: 1 })), bytes),
      /^gaussianNoise takes blocks of audio, and got a Buffer; put wavDecode\(\)/,
    ],
    [
      'gaussianNoise',
      () => feed(untyped(library.gaussianNoise({ snrDb: 1 })), buffer),
      /^gaussianNoise takes blocks.*audioBufferToBlock/,
    ],
    [
      'addNoiseToBlocks',
      () => drained(library.addNoiseToBlocks(untyped([bytes]), { std: 1 })),
      /^addNoiseToBlocks takes blocks/,
    ],
    ['wavEncode', () => feed(untyped(library.wavEncode()), bytes), /^wavEncode takes blocks/],
    [
      'encodeWav',
      () => drained(library.encodeWav(untyped([samples]))),
      /^encodeWav takes blocks of audio, and got a Float32Array; give it \{ format/,
    ],
    [
      'wavDecode',
      () => feed(library.wavDecode(), block()),
      /^wavDecode takes bytes, .* got a block of audio; leave it out/,
    ],
    [
      'audioDecode',
      () => feed(untyped(library.audioDecode()), block()),
      /^audioDecode takes bytes/,
    ],
    [
      'decodeWav',
      () => drained(library.decodeWav(untyped(['text']))),
      /^decodeWav takes bytes, .* got "text"/,
    ],
    [
      'decodeAudio',
      () => drained(library.decodeAudio(untyped([block()]))),
      /^decodeAudio takes bytes/,
    ],
  ] as const)('%s', async (_, act, message) => {
    const error = await failureOf(act);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(message);
  });
});
