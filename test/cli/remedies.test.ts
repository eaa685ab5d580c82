// What awgn says about files that it refuses: the command in the message is run as it stands, and audio comes out.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aiff, comm, extended, form, ssnd } from '../formats/aiff/aiff-files.ts';
import { awgn, bash, expectComplaint, namesIn } from '../tools/awgn.ts';
import { skipWithout, tool } from '../tools/find-tool.ts';
import { SPEECH, temporaryFolder } from '../tools/wav-files.ts';
import { bytesOf, chunk, ds64, fmt, ramp, riff, u32 } from '../tools/wav-fixtures.ts';

/** A name that a shell takes apart unless it is quoted. */
const NAME = "it's my $recording";

/** A way to make a file of a kind: a program and its words, in a folder with `clean.wav`. */
type Maker = readonly [program: string, ...words: string[]];

const ffmpeg = (...words: string[]): Maker => [
  'ffmpeg',
  '-v',
  'error',
  '-i',
  'clean.wav',
  ...words,
];

const SAMPLES = readFileSync(SPEECH).subarray(44);

/** Kinds of files that other programs write: an extension, what the message calls them, how they are made. */
const MADE: readonly (readonly [
  extension: string,
  name: RegExp,
  maker: (file: string) => Maker,
])[] = [
  ['m4a', /an MP4, M4A or QuickTime file/, (file) => ffmpeg(file)],
  ['alac.m4a', /an MP4, M4A or QuickTime file/, (file) => ffmpeg('-c:a', 'alac', file)],
  ['mov', /an MP4, M4A or QuickTime file/, (file) => ffmpeg('-c:a', 'pcm_s16le', file)],
  ['caf', /a Core Audio/, (file) => ffmpeg(file)],
  ['au', /Sun\/NeXT AU/, (file) => ffmpeg(file)],
  ['wv', /a WavPack file/, (file) => ffmpeg(file)],
  ['tta', /True Audio/, (file) => ffmpeg(file)],
  ['voc', /Creative Voice/, (file) => ffmpeg(file)],
  ['avi', /an AVI video/, (file) => ffmpeg('-c:a', 'pcm_s16le', file)],
  ['flv', /a Flash video/, (file) => ffmpeg('-ar', '22050', '-c:a', 'adpcm_swf', file)],
  ['mka', /Matroska or WebM/, (file) => ffmpeg('-c:a', 'flac', file)],
  ['webm', /Matroska or WebM/, (file) => ffmpeg('-c:a', 'libopus', file)],
  ['wma', /Windows Media/, (file) => ffmpeg(file)],
  ['aac', /an AAC file/, (file) => ffmpeg(file)],
  ['ac3', /AC-3/, (file) => ffmpeg('-ar', '48000', file)],
  ['mpg', /an MPEG video/, (file) => ffmpeg('-c:a', 'mp2', '-f', 'mpeg', file)],
  ['spx', /an Ogg file/, (file) => ffmpeg('-c:a', 'libspeex', file)],
  ['oga', /an Ogg FLAC file/, (file) => ['flac', '-s', '--ogg', '-o', file, 'clean.wav']],
  ['8svx', /an 8SVX file/, (file) => ['sox', 'clean.wav', '-b', '8', file]],
  ['sox', /SoX's own pipe format/, (file) => ['sox', 'clean.wav', file]],
  ['le.au', /a DEC AU file/, (file) => ['sox', 'clean.wav', '-L', file]],
  ['amr', /an AMR file/, (file) => ['sox', 'clean.wav', '-r', '8000', '-t', 'amr-nb', file]],
  ['aifc', /coded in "ima4"/, (file) => ffmpeg('-c:a', 'adpcm_ima_qt', '-f', 'aiff', file)],
  ['w64', /Microsoft ADPCM/, (file) => ffmpeg('-c:a', 'adpcm_ms', file)],
  ...['adpcm_ms', 'adpcm_ima_wav', 'adpcm_yamaha', 'mp2', 'libmp3lame', 'ac3', 'wmav2'].map(
    (codec): [string, RegExp, (file: string) => Maker] => [
      `${codec}.wav`,
      /the samples are coded in/,
      (file) => ffmpeg('-ar', codec === 'ac3' ? '48000' : '16000', '-c:a', codec, file),
    ],
  ),
  ...['libgsm_ms', 'g723_1', 'g726'].map((codec): [string, RegExp, (file: string) => Maker] => [
    `${codec}.wav`,
    /the samples are coded in/,
    (file) =>
      ffmpeg('-ar', '8000', '-c:a', codec, ...(codec === 'g723_1' ? ['-b:a', '6300'] : []), file),
  ]),
  ...['gzip', 'bzip2', 'xz', 'zstd'].map((program): [string, RegExp, (file: string) => Maker] => [
    program,
    /unpack it in a pipe/,
    (file) => ['sh', '-c', `${tool(program)} -c clean.wav > "$0"`, file],
  ]),
  ['zip', /a zip archive/, (file) => ['zip', '-q', file, 'clean.wav']],
];

const FMT = fmt();

/** Files with odd headers: what the message says, and the bytes. */
const WRITTEN: readonly (readonly [extension: string, message: RegExp, bytes: () => Uint8Array])[] =
  [
    [
      'two-fmt.wav',
      /two fmt chunks contradict/,
      () => riff([FMT, fmt({ channels: 2 }), chunk('data', SAMPLES)]),
    ],
    ['no-fmt.wav', /no fmt chunk tells/, () => riff([chunk('data', SAMPLES)])],
    ['late-fmt.wav', /come before any fmt chunk/, () => riff([chunk('data', SAMPLES), FMT])],
    [
      'large-list.wav',
      /makes \d+ before the samples/,
      () => {
        // Not by riff(), which is for small files.
        const list = Buffer.alloc((1 << 26) + 8);
        list.write('LIST');
        list.writeUInt32LE(1 << 26, 4);
        const parts = [Buffer.from('WAVE'), FMT, list, chunk('data', SAMPLES)];
        const bytes = parts.reduce((sum, part) => sum + part.length, 0);
        return Buffer.concat([Buffer.from('RIFF'), u32(bytes), ...parts]);
      },
    ],
    [
      's64.wav',
      /integers of 64 bits/,
      () => {
        const wide = Buffer.alloc(4 * SAMPLES.length);
        for (let i = 0; i < SAMPLES.length / 2; i++)
          SAMPLES.copy(wide, 8 * i + 6, 2 * i, 2 * i + 2);
        return riff([fmt({ bits: 64 }), chunk('data', wide)]);
      },
    ],
    [
      'ds64.wav',
      /2\^53 - 1 at most/,
      () =>
        riff([ds64(2n ** 60n, 2n ** 60n), FMT, chunk('data', SAMPLES, { size: 0xffffffff })], {
          id: 'RF64',
          size: 0xffffffff,
        }),
    ],
    [
      'comm-last.aiff',
      /come before the COMM chunk/,
      () =>
        form(
          'AIFF',
          ssnd(Buffer.from(SAMPLES).swap16()),
          comm({ frames: SAMPLES.length / 2, rate: extended(16_000) }),
        ),
    ],
    ['pcm', /of an unknown kind/, () => bytesOf(0xf0, 0xfe, 1, 0x80, SAMPLES)],
  ];

function folder(): string {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'clean.wav'), readFileSync(SPEECH));
  return cwd;
}

/** What is to be pasted into a shell: from the name of a program to the end of the line. */
function commandIn(stderr: string): string {
  const command = /: ((?:ffmpeg|sox|flac|gzip|bzip2|xz|zstd|unzip|tail|awgn) [^;]*)\n$/.exec(
    stderr,
  )?.[1];
  if (command === undefined) throw new Error(`no command: ${stderr}`);
  return command;
}

function expectRemedy(cwd: string, file: string, message: RegExp): void {
  const before = namesIn(cwd);
  const refused = awgn(['--snr', '10', file, 'out.wav'], { cwd });
  expectComplaint(refused, 1, message);
  expect(namesIn(cwd)).toEqual(before);
  const command = commandIn(refused.stderr);
  expect(command).toContain('awgn ');
  const run = bash(command.replace(' ...', ' --snr 10 --seed 1 --quiet'), [], { cwd });
  expect(`${run.stderr}`).toBe('');
  expect(run.status).toBe(0);
  const measured = JSON.parse(awgn(['measure', '--json', 'out.wav'], { cwd }).stdout.toString());
  const seconds = SAMPLES.length / 2 / 16_000;
  expect(Math.abs(measured.duration_seconds - seconds)).toBeLessThan(0.3);
  expect(measured.rms_dbfs).toBeGreaterThan(-40);
}

describe('the remedy for a file that is refused works for that very file', () => {
  test.each(MADE)('%s', { tags: ['thorough'] }, (extension, name, maker) => {
    const cwd = folder();
    const file = `${NAME}.${extension}`;
    const [program, ...words] = maker(file);
    const made = spawnSync(tool(program), words, { cwd, input: '' });
    // Not every build has every encoder.
    if (made.status !== 0) skipWithout(`a ${program} that writes ${extension}`);
    expectRemedy(cwd, file, name);
  });

  test.each(WRITTEN)('%s', { tags: ['thorough'] }, (extension, message, bytes) => {
    tool('ffmpeg');
    const cwd = folder();
    const file = `${NAME}.${extension}`;
    writeFileSync(join(cwd, file), bytes());
    expectRemedy(cwd, file, message);
  });

  test('SoX is told what to write in place of its own format', () => {
    tool('sox');
    const cwd = folder();
    const refused = bash('sox clean.wav -p | awgn --snr 10 > out.wav', [], { cwd });
    expect(refused.status).toBe(1);
    expect(`${refused.stderr}`).toContain('write -t wav - in place of -p');
    const script = 'sox clean.wav -t wav - | awgn --snr 10 --quiet > out.wav';
    expect(bash(script, [], { cwd }).status).toBe(0);
  });
});

describe('a remedy', () => {
  const m4a = bytesOf(0, 0, 0, 0x20, 'ftypM4A ', ramp(100));

  test.each([
    ['a.m4a', 'a.m4a'],
    ['my phone.m4a', "'my phone.m4a'"],
    ["it's.m4a", "'it'\\''s.m4a'"],
    ['-a.m4a', './-a.m4a'],
  ])('names %s as a shell takes it', (name, word) => {
    const cwd = folder();
    writeFileSync(join(cwd, name), m4a);
    const remedy = `ffmpeg -v error -i ${word} -f wav - | awgn ... - out.wav\n`;
    for (const args of [
      ['--snr', '1', '--', name],
      ['measure', '--', name],
      ['compare', '--', name, 'clean.wav'],
    ]) {
      expect(awgn(args, { cwd }).stderr).toContain(remedy);
    }
  });

  test('names no file where the bytes come from a pipe', () => {
    const { stderr } = awgn(['--snr', '1'], { input: m4a });
    expect(stderr).toContain('ffmpeg -v error -i FILE -f wav - | awgn ... - out.wav\n');
  });

  test.each<[what: string, bytes: Uint8Array, message: RegExp]>([
    [
      'a codec that nobody decodes',
      riff([fmt({ tag: 0x0004 }), chunk('data', ramp(64))]),
      /Compaq VSELP.*ffmpeg and sox do not decode it; export/,
    ],
    [
      'integers of 48 bits',
      riff([fmt({ bits: 48 }), chunk('data', ramp(60))]),
      /48 bits.*ffmpeg and sox do not read it either/,
    ],
    ['a picture', bytesOf('GIF89a', ramp(60)), /a GIF image, not audio.*look where/],
    [
      'AIFF of 40 bits',
      aiff(ramp(40), { bits: 40 }),
      /integers of 40 bits; .*export the file again/,
    ],
  ])('is none where no program helps: %s', (_, bytes, message) => {
    const cwd = folder();
    writeFileSync(join(cwd, 'x.wav'), bytes);
    expectComplaint(awgn(['--snr', '1', 'x.wav', 'out.wav'], { cwd }), 1, message);
  });
});
