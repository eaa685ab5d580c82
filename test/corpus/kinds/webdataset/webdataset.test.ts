import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writeNoisyFile } from '../../../../src/audio-files/noisy-file.ts';
import { inflate } from '../../../../src/corpus/kinds/webdataset/archive-bytes.ts';
import { readSamples, type Sample } from '../../../../src/corpus/kinds/webdataset/samples.ts';
import { expandBraces } from '../../../../src/corpus/plan/archive-names.ts';
import { decodeFlac } from '../../../formats/flac/decoding.ts';
import { encodeFlac, formatOf } from '../../../formats/flac/encoding.ts';
import { tool } from '../../../tools/find-tool.ts';
import { noisyOptions, sha256, temporaryFolder, wavBytes } from '../../../tools/wav-files.ts';
import {
  type Member,
  membersOf,
  namesOf,
  noisyTar,
  speechSamples,
  speechWav,
  tarOf,
} from './webdataset-archives.ts';

const wav = speechWav(1);

describe('a tar archive with noise', () => {
  it('has for each sample one of the same members, whose others are the bytes of the source, and a receipt', async () => {
    const source = speechSamples(5);
    const { tar, fault, faults } = await noisyTar(await tarOf(source));
    expect({ fault, faults }).toEqual({ fault: undefined, faults: [] });
    const made = await membersOf(tar);
    const keys = source
      .filter(({ name }) => name.endsWith('.wav'))
      .map(({ name }) => name.slice(0, -4));
    expect(made.map(({ header }) => header.name)).toEqual(
      keys.flatMap((key) =>
        ['wav', 'json', 'txt', 'awgn.json'].map((extension) => `${key}.${extension}`),
      ),
    );
    for (const { header, content } of made) {
      expect(header).toMatchObject({ mode: 0o644, uid: 0, gid: 0, uname: '', mtime: new Date(0) });
      const before = source.find(({ name }) => name === header.name)?.content;
      if (/\.(json|txt)$/.test(header.name) && before !== undefined) {
        expect(content.equals(Buffer.from(before))).toBe(true);
      }
    }
  });

  it('has each WAV at its SNR, and as `awgn` makes it from what the receipt says', async () => {
    const source = speechSamples(3);
    const { tar, receipts } = await noisyTar(await tarOf(source));
    const made = new Map(
      (await membersOf(tar)).map(({ header, content }) => [header.name, content]),
    );
    const folder = temporaryFolder();
    expect(receipts).toHaveLength(3);
    for (const receipt of receipts) {
      // Quantisation to 16 bits adds some 0.001 dB at these levels.
      expect(Math.abs(receipt.snr_achieved_db! - receipt.snr_target_db!)).toBeLessThan(0.01);
      expect(sha256(made.get(receipt.output!)!)).toBe(receipt.output_sha256);
      expect(JSON.parse(made.get(`${receipt.id}.awgn.json`)!.toString())).toEqual(receipt);
      const [clean, noisy] = [join(folder, 'clean.wav'), join(folder, 'noisy.wav')];
      writeFileSync(clean, source.find(({ name }) => name === receipt.source)!.content!);
      const { seed, key } = receipt;
      const target = { type: 'snr', snrDb: receipt.snr_target_db! } as const;
      await writeNoisyFile(clean, noisy, noisyOptions({ seed, key, target }));
      expect(sha256(noisy)).toBe(receipt.output_sha256);
    }
  });

  it('has WAVs that are larger than those of the source where another encoding makes them so', async () => {
    const source = await tarOf([{ name: 'a.wav', content: wav }]);
    const { tar, receipts } = await noisyTar(source, { render: { encoding: 'f64' } });
    const [first] = await membersOf(tar);
    expect(first!.content.length).toBeGreaterThan(3 * wav.length);
    expect(sha256(first!.content)).toBe(receipts[0]!.output_sha256);
  });

  it('is read by GNU tar and by tarfile of Python, which find its end', async () => {
    const name = `${'folder/'.repeat(20)}utt-\u00e9`;
    const { tar } = await noisyTar(await tarOf([{ name: `${name}.wav`, content: wav }]));
    const expected = `${name}.wav\n${name}.awgn.json\n`;
    const path = join(temporaryFolder(), 'noisy.tar');
    writeFileSync(path, tar);
    const gnu = spawnSync(tool('tar'), ['tf', path, '--quoting-style=literal'], {
      encoding: 'utf8',
    });
    expect(gnu).toMatchObject({ status: 0, stdout: expected, stderr: '' });
    const script = 'import sys, tarfile\nfor m in tarfile.open(sys.argv[1], "r|"): print(m.name)';
    const env = { ...process.env, PYTHONIOENCODING: 'utf8' };
    const python = spawnSync(tool('python3'), ['-c', script, path], { encoding: 'utf8', env });
    expect(python).toMatchObject({ status: 0, stdout: expected });
    expect(tar.subarray(-1024).every((byte) => byte === 0)).toBe(true);
  });

  it('is the same when the source comes byte by byte', async () => {
    const source = await tarOf([
      { name: 'a.wav', content: speechWav(1, 700) },
      { name: `${'long/'.repeat(40)}b.wav`, content: speechWav(2, 701) },
    ]);
    const whole = await noisyTar(source);
    expect(whole.faults).toEqual([]);
    const { tar } = await noisyTar(source, { pieceBytes: 1 });
    expect(tar.equals(whole.tar)).toBe(true);
  });

  it('gets a noise of its own for each key, whichever archive and place it stands in', async () => {
    const samples = speechSamples(4);
    const { receipts } = await noisyTar(await tarOf(samples));
    const turned = await noisyTar(await tarOf([...samples.slice(9), ...samples.slice(0, 9)]));
    const byId = (list: typeof receipts) => new Map(list.map((one) => [one.id, one.output_sha256]));
    expect(byId(turned.receipts)).toEqual(byId(receipts));
    expect(new Set(byId(receipts).values()).size).toBe(4);
  });

  it('has its suffixes on the keys, and the pairs and labels that were asked for', async () => {
    const source = await tarOf([
      { name: 'a.wav', content: wav },
      { name: 'a.txt', content: 'x' },
    ]);
    const plan = { copies: 2, includeClean: true };
    const pairs = { pairs: 'clean-noise', labels: true } as const;
    const { tar, receipts } = await noisyTar(source, { plan, maker: pairs });
    const parts = ['clean.wav', 'noisy.wav', 'noise.wav', 'txt', 'label.txt', 'awgn.json'];
    const keys = ['a-clean', 'a-noisy1', 'a-noisy2'];
    expect(await namesOf(tar)).toEqual(
      keys.flatMap((key) => parts.map((part) => `${key}.${part}`)),
    );
    const content = new Map((await membersOf(tar)).map((one) => [one.header.name, one.content]));
    expect(keys.map((key) => String(content.get(`${key}.label.txt`)))).toEqual([
      'clean',
      'noisy',
      'noisy',
    ]);
    for (const { id, clean_sha256, noise_sha256, output_sha256 } of receipts) {
      expect([clean_sha256, output_sha256, noise_sha256]).toEqual(
        ['clean', 'noisy', 'noise'].map((part) => sha256(content.get(`${id}.${part}.wav`)!)),
      );
    }
    expect(content.get('a-clean.noisy.wav')).toEqual(content.get('a-clean.clean.wav'));
  });

  it('has all WAVs of a sample at one ratio, each with a noise of its own', async () => {
    const source = await tarOf([
      { name: 'a.mic1.wav', content: wav },
      { name: 'a.mic2.wav', content: wav },
    ]);
    const { tar, receipts } = await noisyTar(source);
    expect(await namesOf(tar)).toEqual([
      'a.mic1.wav',
      'a.mic2.wav',
      'a.mic1.awgn.json',
      'a.mic2.awgn.json',
    ]);
    expect(receipts.map(({ key }) => key)).toEqual(['a#1/mic1', 'a#1/mic2']);
    expect(receipts[0]!.snr_target_db).toBe(receipts[1]!.snr_target_db);
    expect(receipts[0]!.output_sha256).not.toBe(receipts[1]!.output_sha256);
  });

  it('takes ratios from the JSON of the samples', async () => {
    const plan = { snr: { type: 'row' } } as const;
    const source = await tarOf(speechSamples(2));
    const { receipts } = await noisyTar(source, { plan, maker: { snrField: 'snr' } });
    expect(receipts.map((receipt) => receipt.snr_target_db)).toEqual([0.5, 1.5]);
    const { faults } = await noisyTar(source, { plan, maker: { snrField: 'text' } });
    expect(faults[1]).toBe(
      'spk1/utt001.json has "gr\u00fc\u00df" as "text"; expected a number of dB',
    );
  });

  it('has what is no audio as it was, once, and without `../../` in its name', async () => {
    const source = [
      { name: '../../', type: 'directory' as const },
      { name: './README', content: 'about' },
      { name: './notes.txt', content: 'more' },
      { name: './._a.wav', content: 'resource fork' },
      { name: './a.wav', content: wav },
      { name: './._a.txt', content: 'resource fork' },
      { name: './a.txt', content: 'x' },
    ];
    const { tar, faults } = await noisyTar(await tarOf(source), { plan: { copies: 2 } });
    expect(faults).toEqual([]);
    const noisy = (key: string) => ['wav', 'txt', 'awgn.json'].map((part) => `${key}.${part}`);
    expect(await namesOf(tar)).toEqual([
      'README',
      '._a.wav',
      'notes.txt',
      '._a.txt',
      ...noisy('a-noisy1'),
      ...noisy('a-noisy2'),
    ]);
  });

  it('has a new receipt instead of the one that the source had', async () => {
    const first = await noisyTar(await tarOf([{ name: 'a.wav', content: wav }]));
    const { tar } = await noisyTar(first.tar);
    expect(await namesOf(tar)).toEqual(['a.wav', 'a.awgn.json']);
  });

  it('leaves out silent samples where that was asked for, and keeps their receipts', async () => {
    const silent = wavBytes([new Float32Array(1000)]);
    const source = await tarOf([
      { name: 'a.wav', content: silent },
      { name: 'b.wav', content: wav },
    ]);
    const skipping = await noisyTar(source, { render: { onSilence: 'skip' } });
    expect(await namesOf(skipping.tar)).toEqual(['b.wav', 'b.awgn.json']);
    expect(skipping.receipts.map(({ output }) => output)).toEqual([null, 'b.wav']);
    const failing = await noisyTar(source);
    expect(await namesOf(failing.tar)).toEqual(['b.wav', 'b.awgn.json']);
    expect(failing.faults).toEqual([expect.stringMatching(/^a\.wav: .*silent|^a\.wav: /)]);
  });
});

describe('members of FLAC', () => {
  const flac = encodeFlac([wav.subarray(44)], { format: formatOf(1, 16) }).bytes;
  const members = [
    { name: 'k.flac', content: flac },
    { name: 'k.txt', content: 'x' },
    { name: 'm.mic1.flac', content: flac },
  ];

  it('stay FLAC, with the samples that a WAV of the same name gets', async () => {
    const source = await tarOf(members);
    const { tar, faults } = await noisyTar(source);
    expect(faults).toEqual([]);
    const names = ['k.flac', 'k.txt', 'k.awgn.json', 'm.mic1.flac', 'm.mic1.awgn.json'];
    expect(await namesOf(tar)).toEqual(names);
    const ofWav = await noisyTar(await tarOf([{ name: 'k.wav', content: wav }]));
    const [made] = await membersOf(tar);
    const [expected] = await membersOf(ofWav.tar);
    const { data, warnings } = decodeFlac([made!.content]);
    expect(warnings).toEqual([]);
    expect(Buffer.compare(data, expected!.content.subarray(44))).toBe(0);
  });

  it('become WAV where that is asked for, or FLAC has no room for the encoding', async () => {
    const source = await tarOf(members);
    const names = ['k.wav', 'k.txt', 'k.awgn.json', 'm.mic1.wav', 'm.mic1.awgn.json'];
    for (const render of [{ container: 'wav' }, { encoding: 'f32' }] as const) {
      const { tar, faults } = await noisyTar(source, { render });
      expect(faults).toEqual([]);
      expect(await namesOf(tar)).toEqual(names);
    }
    const { tar } = await noisyTar(source, { maker: { pairs: 'clean' } });
    expect(await namesOf(tar)).toContain('m.mic1.clean.flac');
  });
});

describe('a compressed archive', () => {
  it.each([[1], [3], [65536]])(
    'is read like a plain one, in pieces of %i bytes',
    async (pieceBytes) => {
      const plain = await tarOf(speechSamples(1));
      async function* pieces(bytes: Buffer) {
        for (let at = 0; at < bytes.length; at += pieceBytes)
          yield bytes.subarray(at, at + pieceBytes);
      }
      for (const bytes of [gzipSync(plain), plain]) {
        const read: Uint8Array[] = [];
        for await (const piece of inflate(pieces(bytes))) read.push(piece);
        expect(Buffer.concat(read).equals(plain)).toBe(true);
      }
    },
  );
});

describe('of an archive that nobody vouches for', () => {
  const good = (key: string): Member[] => [{ name: `${key}.wav`, content: speechWav(5, 900) }];
  /** What comes of one bad sample between two good ones: they are there, it is not, and why. */
  async function faultOf(members: readonly Member[]): Promise<string> {
    const source = await tarOf([...good('a'), ...members, ...good('z')]);
    const { tar, faults, fault } = await noisyTar(source);
    expect(fault).toBeUndefined();
    expect(await namesOf(tar)).toEqual(['a.wav', 'a.awgn.json', 'z.wav', 'z.awgn.json']);
    expect(faults).toHaveLength(1);
    expect(faults[0]).not.toMatch(/[\p{Cc}]/u);
    return faults[0]!;
  }

  it.each([
    ['leads upwards', '../k.wav', 'leads out of the archive'],
    ['leads upwards from within', 'x/../../k.wav', 'leads out of the archive'],
    ['is absolute', '/etc/k.wav', 'leads out of the archive'],
    ['has an empty part', 'x//k.wav', 'has a part that names nothing'],
    ['has control characters', 'x\u001b[31m/k.wav', 'has a control character or a backslash'],
    ['has a line break', 'x\ny.wav', 'has a control character or a backslash'],
    ['has a backslash', 'x\\..\\k.wav', 'has a control character or a backslash'],
    [
      'is too long for a file system',
      `y/${'x'.repeat(300)}.wav`,
      'and so on, has 304 bytes in one part; expected at most 255, for file systems store no more; shorten it',
    ],
    [
      'is too long altogether',
      `${'long/'.repeat(1000)}k.wav`,
      'and so on, has 5005 characters; expected at most 4000; shorten it',
    ],
    [
      'leaves no room for that of its receipt',
      `${'x'.repeat(251)}.wav`,
      'has 261 bytes in one part; expected at most 255',
    ],
  ])('a sample whose name %s is refused, and told why', async (_, name, why) => {
    const fault = await faultOf([{ name, content: wav }]);
    expect(fault).toMatch(/^the name /);
    expect(fault).toContain(why);
    expect(fault.includes('leads out')).toBe(why.startsWith('leads out'));
  });

  it('a sample whose names fit a file system to the byte is made, also beyond what fits a header', async () => {
    for (const key of ['x'.repeat(245), `${'folder/'.repeat(40)}${'ü'.repeat(122)}`]) {
      const content = speechWav(5, 900);
      const { tar, faults } = await noisyTar(await tarOf([{ name: `${key}.wav`, content }]));
      expect(faults).toEqual([]);
      expect(await namesOf(tar)).toEqual([`${key}.wav`, `${key}.awgn.json`]);
    }
    // A suffix makes the key longer.
    const content = speechWav(5, 900);
    const source = await tarOf([{ name: `${'x'.repeat(245)}.wav`, content }]);
    const { faults } = await noisyTar(source, { plan: { copies: 2 } });
    expect(faults).toEqual([expect.stringMatching(/^the name of a file to be made, "x+" .* 262 /)]);
  });

  it.each(['symlink', 'link', 'character-device', 'block-device', 'fifo'] as const)(
    'a sample with a %s for a member is refused, even where its audio is there',
    async (type) => {
      const bad = { name: 'k.txt', type, linkname: '/etc/passwd' };
      const fault = await faultOf([{ name: 'k.wav', content: wav }, bad]);
      expect(fault).toBe(`k.txt: it is a ${type}; expected a plain file; pack it as one`);
    },
  );

  it('a sample whose name is no UTF-8 is refused', async () => {
    const source = await tarOf([...good('a'), { name: 'kX.wav', content: wav }, ...good('z')]);
    const at = source.indexOf('kX.wav');
    const header = source.subarray(at, at + 512);
    header[1] = 0xff;
    header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148);
    const { tar, faults } = await noisyTar(source);
    expect(faults).toEqual([expect.stringContaining('its name is no UTF-8')]);
    expect(await namesOf(tar)).toEqual(['a.wav', 'a.awgn.json', 'z.wav', 'z.awgn.json']);
  });

  it('audio in another format is refused instead of passed on as if it had noise', async () => {
    expect(await faultOf([{ name: 'k.m4a', content: 'ftyp' }])).toBe(
      'k.m4a is audio that is not read here; expected one of wav, flac, sph, wv1, wv2, mp3, opus, ogg, oga, wave, rf64, bwf, nist, aiff, aif, aifc, w64; convert it first',
    );
  });

  it('a WAV that is none is refused by name, and the rest of its sample with it', async () => {
    const members = [
      { name: 'k.txt', content: 'x' },
      { name: 'k.wav', content: 'fLaC....' },
    ];
    expect(await faultOf(members)).toMatch(/^k\.wav: .*FLAC/);
  });

  it('a member that is there twice side by side is refused', async () => {
    const twice = [
      { name: 'k.wav', content: wav },
      { name: 'k.wav', content: wav },
    ];
    expect(await faultOf(twice)).toMatch(/^k\.wav is there twice/);
  });

  it('a member with the name of one that is made is refused', async () => {
    const source = await tarOf([
      { name: 'k.wav', content: wav },
      { name: 'k.label.txt', content: 'x' },
    ]);
    const { faults } = await noisyTar(source, { maker: { labels: true } });
    expect(faults).toEqual([expect.stringMatching(/^k\.label\.txt would be there twice/)]);
  });

  it('a key that comes back later is refused the second time, with both places', async () => {
    const source = await tarOf([...good('k'), ...good('b'), { name: 'k.txt', content: 'x' }]);
    const { tar, faults } = await noisyTar(source);
    expect(await namesOf(tar)).toEqual(['k.wav', 'k.awgn.json', 'b.wav', 'b.awgn.json']);
    // 900 frames of 16 bits and 44 bytes of header take 4 blocks, and a header of tar one.
    expect(faults).toEqual([
      expect.stringMatching(/^the key "k" is at byte 0 already, and again at byte 5120;/),
    ]);
  });

  it('JSON of more than 64 MiB is refused without being kept', async () => {
    const fault = await faultOf([
      { name: 'k.wav', content: wav },
      { name: 'k.json', content: new Uint8Array(2 ** 26 + 1) },
    ]);
    expect(fault).toMatch(/^k\.json has 67108865 bytes; expected at most 64 MiB/);
  });

  it('a WAV that would take more memory than there may be is refused by its size alone', async () => {
    const unread = () => Promise.reject(new Error('it was read'));
    async function* members(byteLength: number) {
      yield { name: 'k.wav', byteOffset: 0, byteLength, fault: undefined, read: unread };
    }
    const samples: Sample[] = [];
    const most = 2 ** 31;
    for await (const one of readSamples(members(most / 4 + 1), { filesPerWav: 3 }))
      samples.push(one);
    expect(samples).toEqual([expect.objectContaining({ key: 'k', members: [] })]);
    expect(samples[0]!.fault).toMatch(
      /^k\.wav has 536870913 bytes and 3 files of that size are to be made/,
    );
  });

  it('a sample of very many members is refused', async () => {
    const many = Array.from({ length: 1025 }, (_, i) => ({ name: `k.${i}.txt`, content: 'x' }));
    expect(await faultOf(many)).toMatch(/^it has more than 1024 members/);
  });

  it.each([
    ['octal', 8 * 2 ** 30 - 512],
    ['binary', 2 ** 50],
  ])(
    'a member that states a size of %s digits beyond memory is refused before it comes',
    async (_, size) => {
      const header = await headerOf('k.wav', size);
      const { samples, fault } = await noisyTar(Buffer.concat([header, Buffer.alloc(2048)]));
      expect(fault).toMatch(/^the archive ends too soon/);
      expect(samples).toEqual([]);
    },
  );

  it.each([['99999999999999999999999'], ['-5'], ['x'], ['1e400']])(
    'an extended header that states a size of %s is an error in one line',
    async (size) => {
      const source = await tarOf([{ name: 'k.wav', content: wav, pax: { size } }]);
      const { fault, samples } = await noisyTar(source);
      expect(samples.length).toBeLessThanOrEqual(1);
      if (samples.length === 0) expect(fault).toMatch(/^(the archive|no tar header|not a tar)/);
    },
  );

  it('whatever is cut off at whatever byte, all whole samples before are there, the cut is told and shows', async () => {
    const source = await tarOf([...good('a'), ...good('b'), { name: 'b.txt', content: 'x' }]);
    // Headers, contents, padding and the end: every place where something else is going on.
    for (let bytes = 0; bytes <= source.length - 1024; bytes += 256) {
      const { tar, fault, samples } = await noisyTar(source.subarray(0, bytes));
      expect(fault, `${bytes} bytes`).toMatch(/^the archive ends too soon, after byte \d+;/);
      const keys = bytes > 2560 + 511 ? ['a'] : [];
      expect(samples.map(({ key }) => key)).toEqual(keys);
      if (keys.length === 0) {
        expect(tar.length).toBe(0);
        continue;
      }
      await expect(namesOf(tar)).rejects.toThrow('Unexpected end of data');
      // All that is missing is the end.
      const whole = Buffer.concat([tar, Buffer.alloc(2048)]);
      expect(await namesOf(whole)).toEqual(['a.wav', 'a.awgn.json']);
    }
    const { fault, tar } = await noisyTar(source.subarray(0, source.length - 512));
    expect(fault).toBeUndefined();
    expect(await namesOf(tar)).toContain('b.txt');
  });

  it('what is no archive is said to be none', async () => {
    const { fault } = await noisyTar(Buffer.concat([wav]));
    expect(fault).toBe('not a tar archive; expected one, plain or compressed with gzip');
  });

  it('an extended header that is too large is said to be that, with its place, its size and the bound', async () => {
    const large = { name: 'b.wav', content: wav, pax: { comment: 'c'.repeat(5_000_000) } };
    for (const before of [[], [...good('a'), { name: 'c.wav', content: 'x' }]]) {
      const source = await tarOf([...before, large]);
      const { fault } = await noisyTar(source);
      const place = source.length - (await tarOf([large])).length;
      expect(fault).toMatch(
        new RegExp(
          `^the extended header at byte ${place} states 50000\\d\\d bytes; expected at most 4194304 `,
        ),
      );
    }
    const bearable = { ...large, pax: { comment: 'c'.repeat(4_000_000) } };
    expect((await noisyTar(await tarOf([bearable]))).fault).toBeUndefined();
  });

  it('damage between two members is told with its place', async () => {
    const source = await tarOf([...good('a'), ...good('b'), ...good('c')]);
    source.fill(0x55, 2560, 2570);
    const { fault, samples } = await noisyTar(source);
    expect(fault).toMatch(/^no tar header after byte 2560/);
    expect(samples).toEqual([]);
  });
});

function checksum(header: Buffer): number {
  return header.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0);
}

/** The header of a file that is larger than what follows it. */
async function headerOf(name: string, size: number): Promise<Buffer> {
  const header = Buffer.from((await tarOf([{ name, content: 'x' }])).subarray(0, 512));
  if (size < 8 ** 11) header.write(`${size.toString(8).padStart(11, '0')} `, 124);
  else {
    header.fill(0, 124, 136);
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

describe('a pattern of names', () => {
  it.each([
    ['a-{000..003}.tar', ['a-000.tar', 'a-001.tar', 'a-002.tar', 'a-003.tar']],
    ['{8..11}', ['8', '9', '10', '11']],
    ['{a,b}/{1..2}.tar', ['a/1.tar', 'a/2.tar', 'b/1.tar', 'b/2.tar']],
    ['plain.tar', ['plain.tar']],
  ])('%s stands for what it stands for in a shell', (pattern, names) => {
    const shell = spawnSync(tool('bash'), ['-c', `printf '%s\\n' ${pattern}`], {
      encoding: 'utf8',
    });
    expect(expandBraces(pattern)).toEqual(names);
    expect(shell.stdout.trimEnd().split('\n')).toEqual(names);
  });

  it.each(['{}', '{a}', '{3..1}', '{0..99999999999}', '{1..1000}{1..1001}'])(
    '%s is refused',
    (pattern) => {
      expect(() => expandBraces(pattern)).toThrow(/expected/);
    },
  );
});
