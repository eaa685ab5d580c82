import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { addNoiseToFile } from '../../../src/audio-files/add-noise-to-file.ts';
import type { SampleEncoding } from '../../../src/audio-format.ts';
import { decodingOf } from '../../../src/corpus/audio/decoding-command.ts';
import type { CorpusReceipt } from '../../../src/corpus/plan/corpus-receipt.ts';
import { type MakeCorpusOptions, makeCorpus } from '../../../src/corpus/requests/make-corpus.ts';
import { sphereHeader, spherePcm } from '../../formats/sphere/sphere-files.ts';
import { speechLike } from '../../tools/corpus-tree.ts';
import { findTool, tool } from '../../tools/find-tool.ts';
import { temporaryFolder, wavBytes } from '../../tools/wav-files.ts';

const FRAMES = 8000;

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = temporaryFolder();
  const [left, right] = [speechLike(FRAMES, 1), speechLike(FRAMES, 2)];
  const encodings: readonly SampleEncoding[] = ['u8', 's16', 's24', 's32', 'f32', 'mulaw', 'alaw'];
  for (const encoding of encodings) {
    writeFileSync(at(`${encoding}.wav`), wavBytes([left], { encoding }));
  }
  writeFileSync(at('stereo.wav'), wavBytes([left, right]));
  writeFileSync(at('it\'s a "name".wav'), wavBytes([left]));
  for (const name of ['u8', 's16', 's24', 'stereo']) {
    await addNoiseToFile(at(`${name}.wav`), at(`${name}.flac`), { std: 0, seed: 1 });
  }
  mkdirSync(at('in'));
  writeFileSync(at('in/flac'), '');
  const both = Int16Array.from({ length: 2 * FRAMES }, (_, i) =>
    Math.round(20_000 * (i % 2 === 0 ? left : right)[i >> 1]!),
  );
  writeFileSync(at('pcm.sph'), spherePcm(both, 2));
  const codes = Uint8Array.from(both, (_, i) => (i * 37 + (i >> 8)) & 0xff);
  writeFileSync(
    at('ulaw.sph'),
    Buffer.concat([
      sphereHeader({
        channel_count: 2,
        sample_count: FRAMES,
        sample_rate: 16_000,
        sample_n_bytes: 1,
        sample_coding: 'ulaw',
      }),
      codes,
    ]),
  );
  const side = (samples: ArrayLike<number>, channel: number) =>
    Float32Array.from({ length: FRAMES }, (_, i) => samples[2 * i + channel]! / 32_768);
  const twin = Int16Array.from(codes, linearOfULaw);
  for (const channel of [0, 1]) {
    writeFileSync(at(`pcm-${channel}.wav`), wavBytes([side(both, channel)]));
    writeFileSync(at(`ulaw-${channel}.wav`), wavBytes([side(twin, channel)]));
  }
  writeFileSync(at('ulaw-both.wav'), wavBytes([side(twin, 0), side(twin, 1)]));
});

/** The 16-bit value of a code, by the formula of G.711 as Sun's g711.c has it. */
function linearOfULaw(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = (((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4);
  return (bits & 0x80) !== 0 ? 0x84 - magnitude : magnitude - 0x84;
}

/** The noisy and the clean outputs of a wav.scp of one line, with other lists beside it. */
async function outputsOf(
  value: string,
  options: Partial<MakeCorpusOptions> = {},
  others: Readonly<Record<string, string>> = {},
) {
  const lists = temporaryFolder();
  for (const [name, text] of Object.entries(others)) writeFileSync(join(lists, name), text);
  writeFileSync(join(lists, 'wav.scp'), `rec ${value}\n`);
  const out = join(temporaryFolder(), 'out');
  const failures: string[] = [];
  await makeCorpus(lists, out, {
    snrDb: 10,
    seed: 3,
    jobs: 1,
    includeClean: true,
    container: 'wav',
    onFailure: ({ fault }) => failures.push(fault),
    ...options,
  }).catch((error) => failures.push(String(error.message)));
  if (failures.length > 0) return { failures, receipts: [], audio: [] };
  const receipts = readFileSync(join(out, 'receipts.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as CorpusReceipt);
  return {
    failures,
    receipts,
    audio: receipts.map(({ output }) => soundIn(readFileSync(join(out, String(output))))),
  };
}

/** Encoding and samples of a WAV file: chunks beside them, and what a header says of lengths, are no sound. */
function soundIn(bytes: Buffer): { format: string; samples: Buffer } {
  const chunk = (id: string) => {
    for (let start = 12; ; start += 8 + bytes.readUInt32LE(start + 4)) {
      if (bytes.toString('latin1', start, start + 4) === id) {
        return bytes.subarray(start + 8, start + 8 + bytes.readUInt32LE(start + 4));
      }
    }
  };
  const format = chunk('fmt ');
  const tagAt = format.readUInt16LE(0) === 0xfffe ? 24 : 0;
  const tag = format.readUInt16LE(tagAt);
  return { format: `${tag} ${format.toString('hex', 2, 16)}`, samples: chunk('data') };
}

/** What a command is read as: the file it names, in our process and without leave to run anything. */
async function readInProcess(command: string) {
  const read = await outputsOf(`${command} |`);
  expect(read.failures).toEqual([]);
  for (const { source } of read.receipts) expect(source).not.toContain(' -');
  return read.audio;
}

/** The same command run by a shell: what stands before it is more than a decoder. */
const run = (command: string) => outputsOf(`true && ${command} |`, { allowCommands: true });

describe('a command that only decodes is read in process, with the samples and the encoding that it writes', () => {
  test.each([
    'flac -c -d -s F.flac',
    'flac -dc F.flac',
    'flac -cd -s F.flac',
    'flac -dcs F.flac',
    'flac -d -c -s F.flac 2>/dev/null',
    'flac --decode --stdout --silent F.flac',
    `${findTool('flac') ?? 'flac'} -scd "F.flac"`,
    'sox F.flac -t wav -',
    'sox -q F.wav -t wav -',
    'sox F.wav -t wav -b 16 -',
    'sox F.wav -b 16 -e signed-integer -t wavpcm -',
    'ffmpeg -i F.wav -f wav -',
    'ffmpeg -nostdin -v error -i F.flac -f wav pipe:1',
    'ffmpeg -loglevel quiet -hide_banner -y -i F.wav -vn -acodec pcm_s16le -f wav -',
    'cat F.wav',
    'cat F.flac',
  ])('%s', async (spelling) => {
    tool(basename(spelling.split(' ')[0]!));
    for (const name of ['s16', 'stereo']) {
      const command = spelling.replaceAll(/\bF\b/g, at(name));
      const { failures, audio } = await run(command);
      expect(failures).toEqual([]);
      expect(await readInProcess(command)).toEqual(audio);
    }
  });

  test.each([
    ['flac -c -d -s', 'u8.flac', ''],
    ['flac -c -d -s', 's24.flac', ''],
    ['sox', 'u8.wav', ' -t wav -'],
    ['sox', 'u8.flac', ' -t wav -'],
    ['sox', 's24.wav', ' -t wav -'],
    ['sox', 's24.flac', ' -t wav -'],
    ['sox', 's32.wav', ' -t wav -'],
    ['ffmpeg -v error -i', 'u8.wav', ' -f wav -'],
    ['ffmpeg -v error -i', 'u8.flac', ' -f wav -'],
    ['ffmpeg -v error -i', 'mulaw.wav', ' -f wav -'],
    ['ffmpeg -v error -i', 'alaw.wav', ' -f wav -'],
    ['sox', 'pcm.sph', ' -t wav -'],
    ['ffmpeg -v error -i', 'pcm.sph', ' -f wav -'],
    ['ffmpeg -v error -i', 'ulaw.sph', ' -f wav -'],
  ])('%s %s%s', async (begin, name, end) => {
    tool(begin.split(' ')[0]!);
    const command = `${begin} ${at(name)}${end}`;
    const { failures, audio } = await run(command);
    expect(failures).toEqual([]);
    expect(await readInProcess(command)).toEqual(audio);
  });

  test('flac of 12 bits', async () => {
    const format = Buffer.alloc(68);
    const samples = Buffer.from(
      Int16Array.from({ length: FRAMES }, (_, i) => (i % 99) << 4).buffer,
    );
    format.write('RIFF\0\0\0\0WAVEfmt \x28\0\0\0', 'latin1');
    format.writeUInt32LE(60 + samples.length, 4);
    const subformat = '0100000000001000800000aa00389b71';
    const fields = `feff0100803e0000007d00000200100016000c0004000000${subformat}`;
    format.write(fields, 20, 'hex');
    format.write('data', 60);
    format.writeUInt32LE(samples.length, 64);
    writeFileSync(at('s12.wav'), Buffer.concat([format, samples]));
    const made = spawnSync(tool('flac'), ['-s', '-o', at('s12.flac'), at('s12.wav')]);
    expect(made.status).toBe(0);
    const info = readFileSync(at('s12.flac')).subarray(20, 22);
    expect((((info[0]! & 1) << 4) | (info[1]! >> 4)) + 1).toBe(12);
    const command = `flac -cds ${at('s12.flac')}`;
    expect(await readInProcess(command)).toEqual((await run(command)).audio);
  });

  test.each([
    ['sph2pipe -f wav -p -c 1 F', 'pcm.sph', 'pcm-0.wav'],
    ['sph2pipe -f wav -p -c 2 F', 'pcm.sph', 'pcm-1.wav'],
    ['/opt/kaldi/tools/sph2pipe -p -f wav -c 1 F', 'ulaw.sph', 'ulaw-0.wav'],
    ['sph2pipe -c 2 -p -f rif F', 'ulaw.sph', 'ulaw-1.wav'],
    ['sph2pipe -f wav -p F', 'ulaw.sph', 'ulaw-both.wav'],
  ])('%s of %s is %s', async (command, name, twin) => {
    const plain = await outputsOf(at(twin));
    expect(await readInProcess(command.replace('F', at(name)))).toEqual(plain.audio);
  });

  test('a file whose name is quoted as a shell quotes it', async () => {
    for (const name of [`"${at('')}/it's a \\"name\\".wav"`, `${at('')}/it\\'s\\ a' "name".wav'`]) {
      expect(await readInProcess(`cat ${name}`)).toEqual((await run(`cat ${name}`)).audio);
    }
  });

  test('segments of it are parts of the file, of the channel that the command writes', async () => {
    const parts = async (value: string, segments: string) => {
      const others = { segments, utt2spk: 'u u\nv v\n' };
      const { failures, audio } = await outputsOf(value, {}, others);
      return failures.length > 0 ? failures : audio;
    };
    const segments = 'u rec 0 0.2\nv rec 0.2 0.5\n';
    const command = `sph2pipe -f wav -p -c 2 ${at('ulaw.sph')} |`;
    expect(await parts(command, segments)).toEqual(await parts(at('ulaw-1.wav'), segments));
    expect(await parts(command, 'u rec 0 0.2 0\nv rec 0.2 0.5 1\n')).toEqual([
      expect.stringMatching(/^there is no channel 1 in what the command "sph2pipe .+; expected 0/),
    ]);
  });

  test('a Lhotse source as well', async () => {
    const lists = temporaryFolder();
    const recording = {
      id: 'rec',
      sampling_rate: 16_000,
      num_samples: FRAMES,
      duration: FRAMES / 16_000,
      sources: [{ type: 'command', channels: [0], source: `flac -cds ${at('s16.flac')}` }],
    };
    writeFileSync(join(lists, 'recordings.jsonl'), `${JSON.stringify(recording)}\n`);
    const out = join(temporaryFolder(), 'out');
    await makeCorpus(lists, out, { snrDb: 10, seed: 3, jobs: 1 });
    const [receipt] = readFileSync(join(out, 'receipts.jsonl'), 'utf8').trim().split('\n');
    expect(JSON.parse(receipt!)).toMatchObject({ source: at('s16.flac'), frames: FRAMES });
  });

  test('the file must lie in --root, and one that is missing is named', async () => {
    const { failures } = await outputsOf(`flac -cds ${at('s16.flac')} |`, { root: at('in') });
    expect(failures[0]).toMatch(/^the path .+s16\.flac" leaves .+; expected a file in there/);
    const missing = await outputsOf(`flac -cds ${at('absent.flac')} |`);
    expect(missing.failures[0]).toContain(`${at('absent.flac')}`);
    expect(missing.failures[0]).not.toContain('allow');
  });
});

describe('a command stays one', () => {
  test.each([
    ['of 24 bits that FFmpeg rounds', 'ffmpeg -i s24.wav -f wav -'],
    ['of 32 bits that FFmpeg rounds', 'ffmpeg -i s32.wav -f wav -'],
    ['of floats that FFmpeg rounds', 'ffmpeg -i f32.wav -f wav -'],
    ['of floats that SoX clips', 'sox f32.wav -t wav -'],
    ['of µ-law that SoX encodes anew', 'sox mulaw.wav -t wav -'],
    ['of 24 bits that SoX rounds', 'sox s24.wav -b 16 -t wav -'],
    ['of WAV that flac does not decode', 'flac -cds s16.wav'],
    ['of WAV that sph2pipe does not decode', 'sph2pipe -f wav -p s16.wav'],
    ['of a device', 'cat /dev/null'],
  ])('%s', async (_, spelling) => {
    const command = spelling.replace(/\b\w+\.wav/, (name) => at(name));
    const { failures } = await outputsOf(`${command} |`);
    expect(failures[0]).toMatch(/^the command ".+; give allowCommands: true if you trust it$/);
  });

  test.each([
    'flac -c -s F',
    'flac -d -s F',
    'flac -cds F G',
    'flac -cds --skip=100 F',
    'flac -cdsF F',
    'flac -cds -',
    'sph2pipe -f wav -c 1 F',
    'sph2pipe -f wav -p -c 3 F',
    'sph2pipe -p F',
    'sph2pipe -f sph -p F',
    'sph2pipe -f wav -p -t 1:2 F',
    'sph2pipe -f wav -p F out.wav',
    'sox F -r 16000 -t wav -',
    'sox F -c 1 -t wav -',
    'sox -v 0.5 F -t wav -',
    'sox F -t wav - rate 8000',
    'sox F G -t wav -',
    'sox F -t raw -',
    'sox F -b 24 -t wav -',
    'sox F -p',
    "sox '*.wav' -t wav -",
    'sox "|cat F" -t wav -',
    'ffmpeg -i F -ar 16000 -f wav -',
    'ffmpeg -i F -ac 1 -f wav -',
    'ffmpeg -ss 1 -i F -f wav -',
    'ffmpeg -i F -af volume=2 -f wav -',
    'ffmpeg -i F -i G -f wav -',
    'ffmpeg -i F -acodec pcm_s24le -f wav -',
    'ffmpeg -i F -f wav out.wav',
    'ffmpeg -i F -f s16le -',
    'ffmpeg -i http://host/F -f wav -',
    'cat F G',
    'cat -A F',
    'cat $F',
    'cat "$F"',
    'cat `F`',
    'cat *.wav',
    'cat F?',
    'cat ~/F',
    'cat {F,G}',
    'cat <F',
    'cat F >G',
    'cat F; rm G',
    'cat F && rm G',
    'cat F | flac -cds -',
    'cat F # G',
    'cat "F',
    "cat 'F",
    'cat F\\',
    'A=1/cat F',
    'A=1 cat F',
    '$KALDI_ROOT/tools/sph2pipe -f wav -p -c 1 F',
    'mycat F',
    'wv2 F',
  ])('that does something else: %s', (command) => {
    expect(decodingOf(command)).toBeUndefined();
  });
});
