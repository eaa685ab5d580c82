import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DIRECTORY } from '../../../../src/corpus/kinds/directory/directory.ts';
import type { Utterance } from '../../../../src/corpus/utterance.ts';
import { CorpusError } from '../../../../src/errors.ts';
import { entriesOf, readRows, write, writeLists } from '../../../tools/corpus-entries.ts';
import { temporaryFolder } from '../../../tools/wav-files.ts';

function folderOf(...paths: string[]): string {
  const folder = temporaryFolder();
  writeLists(folder, Object.fromEntries(paths.map((path) => [path, path])));
  return folder;
}

const idsOf = async (source: string, root?: string) =>
  (await readRows(DIRECTORY, source, { root })).utterances.map(({ id }) => id);

describe('a folder', () => {
  test('gives its WAV files by their paths, each folder in the order of bytes', async () => {
    const source = folderOf(
      'b.wav',
      'a/2.WAV',
      'a/10.Wav',
      'ä.wav',
      'Z.wav',
      '😀.wav',
      '\ufb01.wav',
    );
    const { utterances, badRows } = await readRows(DIRECTORY, source);
    expect(badRows).toEqual([]);
    const ids = ['Z', 'a/10', 'a/2', 'b', 'ä', '\ufb01', '😀'];
    expect(utterances.map(({ id }) => id)).toEqual(ids);
    expect(utterances[1]).toEqual({
      id: 'a/10',
      isNamedByPath: true,
      place: 'a/10',
      origin: 'a/10.Wav',
      audio: { type: 'file', path: join(source, 'a/10.Wav'), name: 'a/10.Wav', within: source },
      row: { companions: [], transcripts: [] },
    });
  });

  test('gives its FLAC files, under the names of WAV files where these are free', async () => {
    const source = folderOf(
      'a/x.flac',
      'a/x.wav',
      'a/x.txt',
      'b/x.FLAC',
      'b/y.wav',
      'Z.wav',
      'z.flac',
    );
    const { utterances } = await readRows(DIRECTORY, source);
    expect(utterances.map(({ id, origin }) => [id, origin])).toEqual([
      ['Z', 'Z.wav'],
      ['a/x.flac', 'a/x.flac'],
      ['a/x', 'a/x.wav'],
      ['b/x', 'b/x.FLAC'],
      ['b/y', 'b/y.wav'],
      ['z.flac', 'z.flac'],
    ]);
    expect(utterances[1]).toMatchObject({ place: 'a/x.flac', row: { companions: ['.txt'] } });
    const noted = utterances.filter(({ note }) => note?.startsWith('files that keep'));
    expect(noted.map(({ id }) => id)).toEqual(['a/x.flac', 'z.flac']);
  });

  test('names all that no output is made of, but for hidden files', async () => {
    const source = folderOf(
      'a.wav',
      '.b.wav',
      '.awgn/c.wav',
      'd.M4A',
      'wav',
      'e.wav.txt',
      '.wav',
      'f.caf',
      'awgn.json',
      's/photo.jpg',
      's/84-1.trans.txt',
    );
    mkdirSync(join(source, 'folder.wav'));
    symlinkSync('nowhere', join(source, 'gone.html'));
    const { utterances, badRows, leftOut } = await readRows(DIRECTORY, source);
    expect(utterances.map(({ id }) => id)).toEqual(['a']);
    expect(badRows).toEqual([]);
    expect(leftOut).toEqual([
      { origin: 'awgn.json', leftOut: 'lists of an earlier awgn corpus' },
      { origin: 'd.M4A', leftOut: 'audio files of other formats (.m4a)' },
      { origin: 'e.wav.txt', leftOut: 'text files (.txt)' },
      { origin: 'f.caf', leftOut: 'audio files of other formats (.caf)' },
      { origin: 'gone.html', leftOut: 'files that are no audio (.html)' },
      { origin: 's/84-1.trans.txt', leftOut: 'lists of transcripts (.trans.txt)' },
      { origin: 's/photo.jpg', leftOut: 'files that are no audio (.jpg)' },
      { origin: 'wav', leftOut: 'files that are no audio (without an extension)' },
    ]);
  });

  test('gives WAV files by their other names, too', async () => {
    const source = folderOf('a.wave', 'b.RF64', 'c.bwf', 'd.wave', 'd.flac');
    expect(await idsOf(source)).toEqual(['a', 'b', 'c', 'd', 'd.wave']);
  });

  test('leaves text files out where the result has no place for them', async () => {
    const source = folderOf('a.wav', 'a.txt', 'b.trans.txt');
    const { utterances, leftOut } = await readRows(DIRECTORY, source, { keepsKind: false });
    expect(utterances[0]!.row).toEqual({ companions: [], transcripts: [] });
    expect(leftOut.map(({ origin }) => origin)).toEqual(['a.txt', 'b.trans.txt']);
  });

  test('gives both files that differ in the case of their extension, for the planner to refuse', async () => {
    const source = folderOf('a.wav', 'a.WAV');
    expect(await idsOf(source)).toEqual(['a', 'a']);
  });

  test('names files whose names cannot be kept, and reads the rest', async () => {
    const source = folderOf('a.wav', 'b\\c.wav', 'd\ne.wav', `${'x'.repeat(240)}.wav`);
    writeFileSync(
      Buffer.concat([Buffer.from(`${source}/`), Buffer.from('f\xff.wav', 'latin1')]),
      '',
    );
    const { utterances, badRows } = await readRows(DIRECTORY, source);
    expect(utterances.map(({ id }) => id)).toEqual(['a']);
    expect(badRows.map(({ origin }) => origin)).toEqual([
      'b\\c.wav',
      'd\ne.wav',
      'f\ufffd.wav',
      `${'x'.repeat(240)}.wav`,
    ]);
  });

  test('is recognised, and a file is not', () => {
    const source = folderOf('a.wav');
    expect(DIRECTORY.recognises(source)).toBe(true);
    expect(DIRECTORY.recognises(join(source, 'a.wav'))).toBe(false);
    expect(DIRECTORY.recognises(join(source, 'a.wav/b'))).toBe(false);
  });

  test('names folders that cannot be read', async () => {
    const source = folderOf('a.wav', 'b/c.wav');
    chmodSync(join(source, 'b'), 0);
    // To root nothing is forbidden.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) {
      for (const path of [source, dirname(source)]) chmodSync(path, 0o755);
      process.seteuid!(65534);
    }
    const { badRows } = await readRows(DIRECTORY, source).finally(() => {
      if (isRoot) process.seteuid!(0);
    });
    expect(badRows).toMatchObject([{ origin: 'b', fault: expect.stringContaining('EACCES') }]);
    chmodSync(join(source, 'b'), 0o700);
  });
});

describe('a symbolic link', () => {
  test('to a file is followed within the source, and no further', async () => {
    const root = folderOf('in/a.wav', 'out/b.wav');
    const source = join(root, 'in');
    symlinkSync('a.wav', join(source, 'l1.wav'));
    symlinkSync('../out/b.wav', join(source, 'l2.wav'));
    symlinkSync('nowhere', join(source, 'l3.wav'));
    symlinkSync('nowhere', join(source, 'l4.txt'));
    symlinkSync('l5.wav', join(source, 'l5.wav'));
    const { utterances, badRows } = await readRows(DIRECTORY, source);
    expect(utterances.map(({ id }) => id)).toEqual(['a', 'l1']);
    expect(badRows).toMatchObject([
      { origin: 'l2.wav', fault: expect.stringContaining('give --root') },
      { origin: 'l3.wav', fault: expect.stringContaining('ENOENT') },
      { origin: 'l5.wav', fault: expect.stringContaining('ELOOP') },
    ]);
    expect(await idsOf(source, root)).toEqual(['a', 'l1', 'l2']);
    const { utterances: rooted } = await readRows(DIRECTORY, source, { root });
    expect(rooted[0]!.audio).toMatchObject({ within: root });
  });

  test('to a folder of the source adds nothing, and ends', async () => {
    const source = folderOf('a/b/c.wav', 'd/e.wav');
    symlinkSync('.', join(source, 'self'));
    symlinkSync('../..', join(source, 'a/b/up'));
    symlinkSync('../d', join(source, 'a/d'));
    const { utterances, badRows, leftOut } = await readRows(DIRECTORY, source);
    expect(utterances.map(({ id }) => id)).toEqual(['a/b/c', 'd/e']);
    expect(badRows).toEqual([]);
    const links = 'links to folders of the source, which are read where they are';
    expect(leftOut.map((row) => row.leftOut)).toEqual([links, links, links]);
  });

  test('to a folder beyond the source is followed within the root, and loops are named', async () => {
    const root = folderOf('in/a.wav', 'out/b.wav', 'out/deep/c.wav');
    const source = join(root, 'in');
    symlinkSync('../out', join(source, 'more'));
    symlinkSync('..', join(root, 'out/deep/loop'));
    symlinkSync('../in', join(root, 'out/back'));
    symlinkSync('..', join(source, 'parent'));
    const { utterances, badRows } = await readRows(DIRECTORY, source, { root });
    expect(utterances.map(({ id }) => id)).toEqual(['a', 'more/b', 'more/deep/c']);
    expect(badRows).toMatchObject([
      { origin: 'more/deep/loop', fault: expect.stringContaining('a loop') },
      { origin: 'parent', fault: expect.stringContaining('a loop') },
    ]);
    const unrooted = await readRows(DIRECTORY, source);
    expect(unrooted.utterances.map(({ id }) => id)).toEqual(['a']);
    expect(unrooted.badRows.map(({ origin }) => origin)).toEqual(['more', 'parent']);
  });

  test('to folders that link to each other does not multiply them without end', async () => {
    // Each of ten folders links twice to the next: 1,023 ways, of which four links deep are followed.
    const root = folderOf('in/a.wav', ...Array.from({ length: 10 }, (_, i) => `${i}/x.wav`));
    symlinkSync('../0', join(root, 'in/l'));
    for (let i = 0; i < 9; i++) {
      for (const name of ['l', 'r']) symlinkSync(`../${i + 1}`, join(root, `${i}`, name));
    }
    const { utterances, badRows } = await readRows(DIRECTORY, join(root, 'in'), { root });
    expect(utterances.length).toBe(1 + 1 + 2 + 4 + 8);
    expect(badRows.length).toBe(16);
  });

  test('may be the source itself', async () => {
    const folder = temporaryFolder();
    symlinkSync(folderOf('a.wav'), join(folder, 'link'));
    expect(await idsOf(join(folder, 'link'))).toEqual(['a']);
  });
});

test('a source outside the root is refused as a whole', async () => {
  const reading = readRows(DIRECTORY, folderOf('a.wav'), { root: temporaryFolder() });
  await expect(reading).rejects.toThrow(CorpusError);
  await expect(reading).rejects.toThrow('expected the folder to be read within --root');
});

describe('an id of another kind', () => {
  const named = (id: string) => DIRECTORY.idFor({ id } as Utterance);

  test.each(['a', 'a/b c', 'ä.x'])('%j stays', (id) => expect(named(id)).toEqual({ id }));

  test.each(['', '/a', '../a', 'a/../b', 'a//b', 'a/.b', '.', 'a\\b', 'a\0'])(
    '%j is refused, as it is no path of a file that would be found',
    (id) =>
      expect(named(id)).toEqual({ fault: expect.stringContaining("cannot be a file's path") }),
  );
});

describe('what is written', () => {
  const written = async (source: string, more?: Parameters<typeof entriesOf>[3]) => {
    const { utterances } = await readRows(DIRECTORY, source);
    const folder = temporaryFolder();
    const entries = entriesOf(DIRECTORY, utterances, ['-noisy1', '-noisy2'], more);
    await write(DIRECTORY, entries, { folder, sourceKind: 'directory', source });
    const text = (name: string) => readFileSync(join(folder, name), 'utf8');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    return { names, text, audioPaths: entries.map(({ audioPath }) => audioPath) };
  };

  test('has the folders of the source, and no list where names say all', async () => {
    const { names, audioPaths } = await written(folderOf('a/b.wav', 'c.WAV'));
    expect(audioPaths).toEqual([
      'a/b-noisy1.wav',
      'a/b-noisy2.wav',
      'c-noisy1.wav',
      'c-noisy2.wav',
    ]);
    expect(names).toEqual([]);
  });

  test('has a copy of each text file beside its audio, and of nothing else', async () => {
    const source = folderOf('a/b.c.wav', 'a/b.c.TextGrid', 'a/b.c.txt', 'a/b.txt', 'a/b.c.bin');
    writeLists(source, { 'a/x.trans.txt': 'x', 'a/b.c.lab/x': 'x', secret: 'x' });
    symlinkSync(join(source, 'secret'), join(source, 'a/b.c.json'));
    const { names, text } = await written(source);
    expect(names).toEqual([
      'a',
      'a/b.c-noisy1.TextGrid',
      'a/b.c-noisy1.txt',
      'a/b.c-noisy2.TextGrid',
      'a/b.c-noisy2.txt',
    ]);
    expect(text('a/b.c-noisy2.txt')).toBe('a/b.c.txt');
  });

  test('has the lists of transcripts for the names of the outputs', async () => {
    const source = folderOf('8/1/8-1-0.flac', '8/1/8-1-1.flac', '8/1/x/8-1-00.flac', 'z.wav');
    writeLists(source, {
      '8/1/8-1.trans.txt': '8-1-0 ONE TWO\n8-1-1  THREE\r\n8-1-2 OF NO FILE\n',
      '8/1/x/8-1.trans.txt': '8-1-00 FOUR\n',
    });
    const { names, text } = await written(source);
    expect(names.filter((name) => name.endsWith('.txt'))).toEqual([
      '8/1/8-1.trans.txt',
      '8/1/x/8-1.trans.txt',
    ]);
    expect(text('8/1/8-1.trans.txt')).toBe(
      '8-1-0-noisy1 ONE TWO\n8-1-0-noisy2 ONE TWO\n8-1-1-noisy1 THREE\n8-1-1-noisy2 THREE\n',
    );
    expect(text('8/1/x/8-1.trans.txt')).toBe('8-1-00-noisy1 FOUR\n8-1-00-noisy2 FOUR\n');
  });

  test('lists labels and pairs, with fields that hold commas and quotes', async () => {
    const source = folderOf('a,"b".wav', 'c.wav');
    const { names, text } = await written(source, ({ id }) => ({
      label: id === 'c' ? 'clean' : 'noisy',
      cleanPath: `clean/${id}.wav`,
    }));
    expect(names).toEqual(['labels.csv', 'pairs.csv']);
    expect(text('labels.csv').split('\n')).toEqual([
      'file,label',
      '"a,""b""-noisy1.wav",noisy',
      '"a,""b""-noisy2.wav",noisy',
      'c-noisy1.wav,clean',
      'c-noisy2.wav,clean',
      '',
    ]);
    expect(text('pairs.csv').split('\n').slice(0, 2)).toEqual([
      'noisy,clean',
      '"a,""b""-noisy1.wav","clean/a,""b"".wav"',
    ]);
    const noise = await written(source, () => ({ cleanPath: 'c.wav', noisePath: 'n.wav' }));
    expect(noise.names).toEqual(['pairs.csv']);
    expect(noise.text('pairs.csv')).toContain('noisy,clean,noise\n');
    expect(noise.text('pairs.csv')).toContain('c-noisy1.wav,c.wav,n.wav\n');
  });

  test('leaves no part of a list behind when a text file has gone', async () => {
    const source = folderOf('a.wav', 'b.wav', 'b.txt');
    const { utterances } = await readRows(DIRECTORY, source);
    const entries = entriesOf(DIRECTORY, utterances, [''], () => ({ label: 'noisy' }));
    const folder = temporaryFolder();
    const options = { folder, sourceKind: 'directory', source: temporaryFolder() } as const;
    await expect(write(DIRECTORY, entries, options)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('from another kind lies where the utterance says, else at its id', () => {
    const place = (utterance: Partial<Utterance>) =>
      entriesOf(DIRECTORY, [utterance as Utterance], ['-n'])[0]!.audioPath;
    expect(place({ id: 'x/1' })).toBe('x/1-n.wav');
    expect(place({ id: 'x', place: 'audio/x' })).toBe('audio/x-n.wav');
    expect(() => place({ id: 'x', place: '../x' })).toThrow(RangeError);
  });
});
