import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KALDI } from '../../../../src/corpus/kinds/kaldi/kaldi.ts';
import { entriesOf, readRows, write, writeLists } from '../../../tools/corpus-entries.ts';
import { temporaryFolder } from '../../../tools/wav-files.ts';
import { augment, convert, type More } from './kaldi-directories.ts';
import { kaldiFaults } from './kaldi-rules.ts';

const SEGMENTED = {
  'wav.scp': 'r1 /1.wav\nr2 /2.wav\n',
  segments: 's1-a r1 0 1.50\ns1-b r1 1.5 10.25\ns2-a r2 0.25 -1\n',
  text: 's1-a eins\ns1-b\ns2-a drei  vier\n',
  utt2spk: 's1-a s1\ns1-b s1\ns2-a s2\n',
  spk2gender: 's1 m\ns2 f\n',
  reco2dur: 'r1 12\nr2 10\n',
  reco2file_and_channel: 'r1 x A\nr2 y B\n',
};

describe('a data directory made of another one', () => {
  test('has new ids of recordings and utterances, and the same speakers', async () => {
    const { folder, list } = await augment(SEGMENTED);
    expect(kaldiFaults(folder)).toEqual([]);
    const lists = Object.fromEntries(readdirSync(folder).map((name) => [name, list(name)]));
    expect(lists).toEqual({
      'wav.scp': 'r1-n OUT/audio/82/r1-n.wav\nr2-n OUT/audio/db/r2-n.wav\n',
      segments: 's1-a-n r1-n 0 1.50\ns1-b-n r1-n 1.5 10\ns2-a-n r2-n 0.25 10\n',
      text: 's1-a-n eins\ns1-b-n\ns2-a-n drei  vier\n',
      utt2spk: 's1-a-n s1\ns1-b-n s1\ns2-a-n s2\n',
      spk2utt: 's1 s1-a-n s1-b-n\ns2 s2-a-n\n',
      spk2gender: 's1 m\ns2 f\n',
      utt2uniq: 's1-a-n s1-a\ns1-b-n s1-b\ns2-a-n s2-a\n',
      utt2dur: 's1-a-n 1.5\ns1-b-n 8.5\ns2-a-n 9.75\n',
      reco2dur: 'r1-n 10\nr2-n 10\n',
      reco2file_and_channel: 'r1-n x A\nr2-n y B\n',
    });
  });

  test('leaves out segments that begin after the end of what was there, and what is empty', async () => {
    const more: More = ({ id }) => ({ receipt: { frames: id === 'r1' ? 24_000 : 1_600 } });
    const { folder, list } = await augment(SEGMENTED, { more });
    expect(kaldiFaults(folder)).toEqual([]);
    expect(list('segments')).toBe('s1-a-n r1-n 0 1.50\n');
    expect(list('wav.scp')).toBe('r1-n OUT/audio/82/r1-n.wav\n');
    expect(list('spk2gender')).toBe('s1 m\n');
    const none = await augment(SEGMENTED, { more: () => ({ receipt: { frames: 0 } }) });
    expect(none.list('wav.scp')).toBe('');
  });

  test('keeps the first origin of utterances, through several makings', async () => {
    const lists = { 'wav.scp': 'a /a.wav\nb /b.wav\n', utt2spk: 'a a\nb b\n' };
    const once = await augment({ ...lists, utt2uniq: 'a original\n' });
    expect(once.list('utt2uniq')).toBe('a-n original\nb-n b\n');
  });

  test('gives copies of utterances that are their own speakers a speaker each, so that the order holds', async () => {
    // As one speaker, a-n of a would come after a-b-n of a-b.
    const lists = {
      'wav.scp': 'a /a.wav\na-b /b.wav\n',
      utt2spk: 'a a\na-b a-b\n',
      spk2gender: 'a m\na-b f\n',
    };
    const { folder, list } = await augment(lists);
    expect(kaldiFaults(folder)).toEqual([]);
    expect(list('spk2gender')).toBe('a-b-n f\na-n m\n');
  });

  test('carries lists of any name over, each under the ids it had', async () => {
    const { folder, list } = await augment({
      ...SEGMENTED,
      ctm: 'r1 A 0 1 eins\nr1 A 1 2 zwei\nr2 A 0 1 drei\n',
      utt2mood: 's1-b good\n',
      'text.en': 's1-a one\n',
      speakers: 's1 from Ulm\n',
      'feats.scp': 's1-a x.ark:3\n',
      utt2num_frames: 's1-a 150\n',
      'README.md': 's1-a\n',
    });
    expect(kaldiFaults(folder)).toEqual([]);
    expect(list('ctm')).toBe('r1-n A 0 1 eins\nr1-n A 1 2 zwei\nr2-n A 0 1 drei\n');
    expect(list('utt2mood')).toBe('s1-b-n good\n');
    expect(list('text.en')).toBe('s1-a-n one\n');
    expect(list('speakers')).toBe('s1 from Ulm\n');
    for (const name of ['feats.scp', 'utt2num_frames', 'README.md']) {
      expect(list(name)).toBeUndefined();
    }
  });

  test('leaves out lists that Kaldi wants whole or not at all', async () => {
    const { folder, list } = await augment({
      ...SEGMENTED,
      utt2lang: 's1-a de\n',
      spk2gender: 's1 m\n',
    });
    expect(kaldiFaults(folder)).toEqual([]);
    expect(list('utt2lang')).toBeUndefined();
    expect(list('spk2gender')).toBeUndefined();
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('names clean signals and noises as ESPnet2 does, and labels', async () => {
    const more: More = ({ id }) => ({
      cleanPath: `clean/${id}.wav`,
      noisePath: `noise/${id}.wav`,
      label: 'noisy',
    });
    const { folder, list } = await augment(SEGMENTED, { more });
    expect(kaldiFaults(folder)).toEqual([]);
    expect(list('spk1.scp')).toBe('r1-n OUT/clean/r1.wav\nr2-n OUT/clean/r2.wav\n');
    expect(list('noise1.scp')).toBe('r1-n OUT/noise/r1.wav\nr2-n OUT/noise/r2.wav\n');
    expect(list('utt2label')).toBe('s1-a-n noisy\ns1-b-n noisy\ns2-a-n noisy\n');
  });

  test('is put in place only as a whole', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'text'), 'old\n');
    mkdirSync(join(folder, '.wav.scp.part'));
    const source = temporaryFolder();
    writeLists(source, SEGMENTED);
    const { utterances } = await readRows(KALDI, source);
    const entries = entriesOf(KALDI, utterances, ['-n']);
    const writing = write(KALDI, entries, { folder, sourceKind: 'kaldi', source });
    await expect(writing).rejects.toMatchObject({ path: join(folder, 'wav.scp') });
    expect(readdirSync(folder).sort()).toEqual(['.wav.scp.part', 'text']);
    expect(readFileSync(join(folder, 'text'), 'utf8')).toBe('old\n');
  });
});

describe('a data directory made of a corpus of another kind', () => {
  test('has speakers as prefixes, and what else the utterances know', async () => {
    const { folder, list } = await convert([
      { id: 'x/1', speaker: 'Ann', text: ' Hallo\u00a0\tWelt\n', gender: 'Female', language: 'de' },
      { id: 'Ann-2', speaker: 'Ann', text: '', gender: 'female', language: 'de AT' },
      { id: '3', speaker: 'Ann-Mae', gender: 'M', language: 'en' },
    ]);
    expect(kaldiFaults(folder)).toEqual([]);
    expect(list('utt2spk')).toBe('Ann-2-n Ann\nAnn-x-1-n Ann\nAnn_Mae-3-n Ann_Mae\n');
    expect(list('text')).toBe('Ann-2-n\nAnn-x-1-n Hallo Welt\nAnn_Mae-3-n\n');
    expect(list('spk2gender')).toBe('Ann f\nAnn_Mae m\n');
    expect(list('utt2lang')).toBe('Ann-2-n de_AT\nAnn-x-1-n de\nAnn_Mae-3-n en\n');
    expect(list('utt2uniq')).toBe('Ann-2-n Ann-2\nAnn-x-1-n Ann-x-1\nAnn_Mae-3-n Ann_Mae-3\n');
    expect(list('segments')).toBeUndefined();
  });

  test('has no text, gender or language where none is known, or of some only', async () => {
    const { folder, list } = await convert([{ id: 'a', gender: 'f', language: 'x' }, { id: 'b' }]);
    expect(kaldiFaults(folder)).toEqual([]);
    for (const name of ['text', 'spk2gender', 'utt2lang']) expect(list(name)).toBeUndefined();
    expect(list('spk2utt')).toBe('a-n a-n\nb-n b-n\n');
  });

  test.each([
    [16_000, 9_120, '0.57'],
    [44_100, 1, '0.000023'],
    [8_000, 80_000_000, '10000'],
    [192_000, 1, '0.000005'],
  ])('at %d Hz has %d frames as %s s', async (sample_rate, frames, seconds) => {
    const { list } = await convert([{}], { more: () => ({ receipt: { frames, sample_rate } }) });
    expect(list('utt2dur')).toBe(`0-n ${seconds}\n`);
    expect(list('reco2dur')).toBe(`0-n ${seconds}\n`);
  });
});
