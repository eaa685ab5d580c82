// @ts-check
// Writes what the shards of a large corpus leave behind, without its audio: plans and journals, with the lines of a real one. For
// measuring `awgn corpus merge`:
//
//   node bench/make-shards.mjs FOLDER [UTTERANCES] [SHARDS] [KIND]
//   /usr/bin/time -v node dist/cli/main.js corpus merge FOLDER
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../samples/male-16khz-s16-mono.wav', import.meta.url));
const SPEAKER = 'spk00000';
const ID = `${SPEAKER}-utt0000000`;
/** Not the id of a shard's file. */
const DIGITS = 7;
const LINES_PER_WRITE = 1000;

const [folder, utterances = '1000000', shards = '16', kind = 'kaldi'] = process.argv.slice(2);
if (folder === undefined)
  throw new Error('expected: make-shards.mjs FOLDER [UTTERANCES] [SHARDS] [KIND]');
makeShards(folder, Number(utterances), Number(shards), kind);

/**
 * @param {string} target
 * @param {number} numberOfUtterances
 * @param {number} numberOfShards
 * @param {string} to kind of the result
 */
function makeShards(target, numberOfUtterances, numberOfShards, to) {
  const model = makeModel(to);
  const folders = join(target, '.awgn', 'shards');
  mkdirSync(join(folders, 'plans'), { recursive: true });
  const common = { ...model.common, numberOfUtterances, shards: numberOfShards };
  writeFileSync(join(folders, 'corpus.json'), `${JSON.stringify(common)}\n`);
  writeFileSync(join(folders, 'failures.jsonl'), '');
  const lists = Array.from({ length: numberOfShards }, (_, shard) => {
    const name = String(shard + 1).padStart(DIGITS, '0');
    const work = join(folders, 'work', name);
    mkdirSync(work, { recursive: true });
    for (const file of model.files) cpSync(join(model.work, file), join(work, file));
    const journal = join(
      work,
      model.files.find((file) => /^run-.*(?<!failures)\.jsonl$/.test(file)) ?? '',
    );
    const plan = join(folders, 'plans', `${name}.jsonl`);
    for (const path of [plan, journal]) writeFileSync(path, '');
    return {
      plan,
      journal,
      planLines: /** @type {string[]} */ ([]),
      journalLines: /** @type {string[]} */ ([]),
    };
  });
  /** @param {typeof lists[number]} list */
  const flush = (list) => {
    appendFileSync(list.plan, list.planLines.join(''));
    appendFileSync(list.journal, list.journalLines.join(''));
    list.planLines.length = 0;
    list.journalLines.length = 0;
  };
  for (let index = 0; index < numberOfUtterances; index++) {
    const speaker = `spk${String(Math.floor(index / 250)).padStart(5, '0')}`;
    const id = `${speaker}-utt${String(index).padStart(DIGITS, '0')}`;
    // Longest first over all shards is no order of the ids: any of them may have the next one.
    const list = lists[createHash('md5').update(id).digest().readUInt32LE() % numberOfShards];
    if (list === undefined) throw new Error('no such shard');
    list.planLines.push(
      model.plan
        .replaceAll(ID, id)
        .replaceAll(`"${SPEAKER}"`, `"${speaker}"`)
        .replace(/"index":\d+\}$/, `"index":${index}}`),
      '\n',
    );
    const hash = createHash('sha256').update(id).digest('hex');
    list.journalLines.push(
      model.journal
        .replaceAll(ID, id)
        // Kaldi's outputs are in folders by this hash.
        .replace(/"audio\/..\//, `"audio/${hash.slice(0, 2)}/`)
        .replaceAll(/"(\w+_sha256)":"[^"]*"/g, `"$1":"${hash}"`),
      '\n',
    );
    if (list.planLines.length >= 2 * LINES_PER_WRITE) flush(list);
  }
  lists.forEach(flush);
  rmSync(model.folder, { recursive: true });
}

/** A real corpus of one utterance in one shard. @param {string} to */
function makeModel(to) {
  const model = mkdtempSync(join(tmpdir(), 'awgn-shards-'));
  const source = join(model, 'clean');
  mkdirSync(source);
  const audio = join(source, `${ID}.wav`);
  cpSync(SAMPLE, audio);
  if (to === 'kaldi') {
    writeFileSync(join(source, 'wav.scp'), `${ID} ${audio}\n`);
    writeFileSync(join(source, 'utt2spk'), `${ID} ${SPEAKER}\n`);
    writeFileSync(join(source, 'text'), `${ID} the birch canoe slid on the smooth planks\n`);
    writeFileSync(join(source, 'spk2gender'), `${SPEAKER} f\n`);
  }
  const result = join(model, 'noisy');
  // The same ratio for all: one that is drawn is another one for each id, and the merge would see it.
  const options = ['--snr', '10', '--to', to, '--shard', '1/1', '--quiet'];
  execFileSync(process.execPath, [PROGRAM, 'corpus', source, result, ...options]);
  const shards = join(result, '.awgn', 'shards');
  const work = join(shards, 'work', '1'.padStart(DIGITS, '0'));
  const files = readdirSync(work);
  const journal = files.find((file) => file.startsWith('run-') && !file.includes('failures')) ?? '';
  /** @param {string[]} path */
  const text = (...path) => readFileSync(join(...path), 'utf8').trimEnd();
  return {
    folder: model,
    work,
    files,
    common: JSON.parse(text(shards, 'corpus.json')),
    plan: text(shards, 'plans', `${'1'.padStart(DIGITS, '0')}.jsonl`),
    journal: text(work, journal),
  };
}
