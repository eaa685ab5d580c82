import { expect, test } from 'vitest';
import { writeLists } from '../../../tools/corpus-entries.ts';
import { temporaryFolder } from '../../../tools/wav-files.ts';
import { kaldiFaults } from './kaldi-rules.ts';

const VALID: Readonly<Record<string, string>> = {
  'wav.scp': 'r1 /a.wav\nr2 sph2pipe /b.sph |\n',
  segments: 's1-a r1 0 1.5\ns1-b r1 1.5 2\ns2-a r2 0.25 3\n',
  text: 's1-a Hallo Welt\ns1-b\ns2-a ä 😀\n',
  utt2spk: 's1-a s1\ns1-b s1\ns2-a s2\n',
  spk2utt: 's1 s1-a s1-b\ns2 s2-a\n',
  spk2gender: 's1 m\ns2 f\n',
  utt2uniq: 's1-a x\ns1-b y\ns2-a z\n',
  utt2lang: 's1-a de\ns1-b de\ns2-a en\n',
  utt2dur: 's1-a 1.5\ns1-b 0.5\ns2-a 2.75\n',
  reco2dur: 'r1 2\nr2 3.0\n',
  reco2file_and_channel: 'r1 a A\nr2 b B\n',
};

function faultsOf(lists: Readonly<Record<string, string | undefined>>): string[] {
  const folder = temporaryFolder();
  writeLists(folder, { ...VALID, ...lists });
  return kaldiFaults(folder);
}

test('the rules accept valid directories, with segments and without', () => {
  expect(faultsOf({})).toEqual([]);
  const whole = { segments: undefined, text: undefined, reco2file_and_channel: undefined };
  const ids = ['s1-a', 's1-b', 's2-a'];
  const lists = {
    'wav.scp': ids.map((id) => `${id} /${id}.wav\n`).join(''),
    reco2dur: ids.map((id) => `${id} 3\n`).join(''),
  };
  expect(faultsOf({ ...whole, ...lists })).toEqual([]);
});

test.each<[string, Record<string, string | undefined>, string]>([
  ['no spk2utt', { spk2utt: undefined }, 'is missing'],
  ['no utterance', { utt2spk: '', spk2utt: '' }, 'utt2spk is empty'],
  ['a list out of order', { text: 's1-b\ns1-a\ns2-a\n' }, 'text is not sorted'],
  [
    'the order of a locale',
    { 'wav.scp': 'a /a\nB /b\n', segments: 's1-a a 0 1\ns1-b B 0 1\ns2-a a 0 1\n' },
    'wav.scp is not sorted',
  ],
  ['an id twice', { utt2lang: 's1-a d\ns1-a d\ns1-b d\ns2-a e\n' }, 'utt2lang is not sorted'],
  ['no end of the last line', { text: 's1-a\ns1-b\ns2-a' }, 'ends within a line'],
  [
    'a speaker that is no prefix',
    { utt2spk: 's1-a z\ns1-b a\ns2-a s2\n', spk2utt: 'a s1-b\ns2 s2-a\nz s1-a\n' },
    'not sorted by speakers',
  ],
  ['three columns', { utt2spk: 's1-a s1 x\ns1-b s1\ns2-a s2\n' }, 'not two columns'],
  ['another spk2utt', { spk2utt: 's1 s1-a\ns2 s1-b s2-a\n' }, 'not the inverse'],
  ['a text too few', { text: 's1-a x\ns1-b y\n' }, 'text has not the ids'],
  ['an empty text', { text: '' }, 'text is empty'],
  ['white space of Unicode', { text: 's1-a x\u00a0y\ns1-b\ns2-a\n' }, 'white space'],
  ['a return', { text: 's1-a x\r\ns1-b\ns2-a\n' }, 'white space'],
  ['a symbol with a meaning', { text: 's1-a <s> x\ns1-b\ns2-a\n' }, 'a symbol'],
  ['an unused recording', { 'wav.scp': 'r1 /a\nr2 /b\nr3 /c\n' }, 'wav.scp has not the ids'],
  ['a recording of nothing', { 'wav.scp': 'r1\nr2 /b\n' }, 'bad path'],
  [
    'an end before the start',
    { segments: 's1-a r1 2 1\ns1-b r1 1.5 2\ns2-a r2 0 3\n' },
    'bad line: s1-a',
  ],
  [
    'an end after the recording',
    { segments: 's1-a r1 0 1\ns1-b r1 1.5 2.1\ns2-a r2 0 3\n' },
    's1-b ends too late',
  ],
  ['a duration too few', { reco2dur: 'r1 2\n' }, 'reco2dur has not the ids'],
  ['a duration of nothing', { utt2dur: 's1-a 0\ns1-b 0.5\ns2-a 2.7\n' }, 'bad line: s1-a'],
  ['a gender too few', { spk2gender: 's1 m\n' }, 'spk2gender has not the ids'],
  ['a third gender', { spk2gender: 's1 m\ns2 x\n' }, 'bad line: s2'],
  ['an origin too few', { utt2uniq: 's1-a x\ns2-a z\n' }, 'utt2uniq has not the ids'],
  ['a third channel', { reco2file_and_channel: 'r1 a C\nr2 b B\n' }, 'bad line: r1'],
  ['features of others', { 'cmvn.scp': 's1 x\n' }, 'cmvn.scp has not the ids'],
])('the rules refuse %s', (_, lists, fault) => {
  expect(faultsOf(lists)).toContainEqual(expect.stringContaining(fault));
});
