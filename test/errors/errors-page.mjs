#!/usr/bin/env node
// Writes docs/errors.md: every wrong input of wrong-inputs.mjs, given to dist/, with the line and the status that it got.
//
//     npm run build && node test/errors/errors-page.mjs > docs/errors.md

import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { pack } from 'tar-stream';
import { SECTIONS } from './wrong-inputs.mjs';

const root = resolve(import.meta.dirname, '../..');

/** A WAV of 16-bit samples, or what would be one. */
function wav(samples, { format = 1, channels = 1, rate = 16000, bits = 16 } = {}) {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(format, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE((rate * bits) / 8, 28);
  header.writeUInt16LE(bits / 8, 32);
  header.writeUInt16LE(bits, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

const RECEIPT = {
  id: 'a', utterance: 'a', key: 'a#1', output: 'a.wav', output_sha256: '0', color: 'white',
  snr_target_db: 5, snr_achieved_db: 5, gain_db: 0, frames: 1, sample_rate: 16000, clipped: 0,
}; // biome-ignore format: a table

/** The files that the commands name. */
async function prepare(folder) {
  const row = (fields) => `${JSON.stringify(fields)}\n`;
  const speech = join(root, 'samples/male-16khz-s16-mono.wav');
  const nan = Buffer.alloc(400);
  for (let i = 0; i < nan.length; i += 4) nan.writeFloatLE(Number.NaN, i);
  const largest = Buffer.alloc(400);
  for (let i = 0; i < largest.length; i += 4) largest.writeFloatLE(3e38, i);
  const files = {
    'empty.wav': '',
    'page.wav': '<!DOCTYPE html><html>404</html>',
    'phone.m4a': Buffer.from('\0\0\0\x20ftypM4A \0\0\0\0', 'latin1'),
    'speech.pcm': Buffer.from([1, 0xff, 3, 0xff, 2, 0, 0x81, 0, 1, 0, 4, 0, 9, 0]),
    'flac.wav': Buffer.concat([Buffer.from('fLaC'), Buffer.alloc(100)]),
    'text.txt': 'These are words, and no audio at all.\n'.repeat(40),
    'silent.wav': wav(Buffer.alloc(400)),
    'nan.wav': wav(nan, { format: 3, bits: 32 }),
    'largest-floats.wav': wav(largest, { format: 3, bits: 32 }),
    'zero-channels.wav': wav(Buffer.alloc(400, 1), { channels: 0 }),
    'zero-hertz.wav': wav(Buffer.alloc(400, 1), { rate: 0 }),
    'cut.wav': wav(Buffer.alloc(400, 1)).subarray(0, 20),
    'twice.jsonl': row({
      id: 'u1',
      type: 'MonoCut',
      start: 0,
      duration: 3,
      channel: 0,
      recording: {
        id: 'r1',
        sources: [{ type: 'file', channels: [0], source: 'clean.wav' }],
        sampling_rate: 16000,
        num_samples: 48000,
        duration: 3,
        channel_ids: [0],
      },
    }).repeat(2),
    'leaves.jsonl': row({ audio_filepath: '../../secret.wav', duration: 3 }),
    'no-json.jsonl': '{"audio_filepath": "clean.wav"\n',
    'no-text.jsonl': row({ audio_filepath: 'clean.wav', duration: '3 s' }),
    'missing.jsonl': row({ audio_filepath: 'missing.wav', duration: 3 }),
    'open-quote.csv': 'ID,wav\na,"clean.wav\nb,clean.wav\n',
    'two-columns.csv': 'ID,wav,wav\na,clean.wav,clean.wav\n',
    'no-path.csv': 'name,words\na,b\n',
    'short-row.csv': 'ID,wav\nclean.wav\n',
    'empty.tsv': '',
    'no-members.tar': Buffer.alloc(1024),
    'command/wav.scp': 'a true; cat clean.wav |\n',
    'no-audio/wav.scp': 'a yes |\n',
    'unending/wav.scp': 'a head -c 44 clean.wav; cat /dev/zero |\n',
    'damaged/receipts.jsonl': 'no receipt\n',
    'leaves/receipts.jsonl': row({ ...RECEIPT, output: '../../../dev/zero' }),
    'endless/receipts.jsonl': row({ ...RECEIPT, snr_target_db: 1e300 }),
  };
  for (const name of [
    'folder',
    'nothing',
    'command',
    'damaged',
    'leaves',
    'endless',
    'no-audio',
    'unending',
  ])
    mkdirSync(join(folder, name));
  for (const name of ['clean.wav', 'folder/clean.wav']) cpSync(speech, join(folder, name));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, 'deep/archives'), { recursive: true });
  const archive = pack();
  archive.entry({ name: 'clean.wav' }, readFileSync(speech));
  archive.finalize();
  await pipeline(archive, createWriteStream(join(folder, 'deep/archives/a.tar')));
}

function run(command, args, options) {
  return new Promise((done) => {
    const child = execFile(
      command,
      args,
      { timeout: 60_000, ...options },
      (error, stdout, stderr) =>
        done({ status: error ? (error.code ?? error.signal) : 0, stdout, stderr }),
    );
    child.stdin.end();
  });
}

/** The command's outcome, in a folder of its own; `left` are the files that are there afterwards and were not before. */
async function outcomeOf(command, { isLibrary = false }, template, bin) {
  const folder = mkdtempSync(join(tmpdir(), 'awgn-errors-'));
  try {
    cpSync(template, folder, { recursive: true });
    const before = new Set(readdirSync(folder));
    const env = { PATH: `${bin}:${process.env.PATH}`, LANG: 'C.UTF-8' };
    const program = isLibrary
      ? `import { addNoise, createNoiser, gaussian } from ${JSON.stringify(pathToFileURL(join(root, 'dist/index.js')).href)};
try { ${command}; } catch ({ name, message }) { console.error(name + ': ' + message); process.exitCode = 1; }`
      : undefined;
    const { status, stdout, stderr } = program
      ? await run(process.execPath, ['--input-type=module', '--eval', program], {
          cwd: folder,
          env,
        })
      : await run('sh', ['-c', command], { cwd: folder, env });
    const left = readdirSync(folder).filter((name) => !before.has(name));
    // As it is elsewhere.
    const text = stderr.replaceAll(folder, '...').replace(/seed \d+/g, 'seed ...');
    return { command, status, stdout, stderr: text, left };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every command with what it gets, by section; of each section only those that are chosen. */
export async function outcomes(choose = (commands) => commands) {
  const work = mkdtempSync(join(tmpdir(), 'awgn-errors-'));
  try {
    const template = join(work, 'files');
    const bin = join(work, 'bin');
    for (const folder of [template, bin]) mkdirSync(folder);
    await prepare(template);
    const main = join(root, 'dist/cli/main.js');
    writeFileSync(join(bin, 'awgn'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
    chmodSync(join(bin, 'awgn'), 0o755);
    const sections = [];
    for (const section of SECTIONS) {
      const results = [];
      for (const command of choose(section.commands)) {
        results.push(await outcomeOf(command, section, template, bin));
      }
      sections.push({ ...section, results });
    }
    return sections;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const cell = (text) => text.trimEnd().replaceAll('|', '\\|').replaceAll('\n', ' ⏎ ');

/** The line of the page for one command. */
export function lineOf({ command, status, stderr }, { isLibrary }) {
  return `| \`${cell(command)}\` | ${cell(stderr)} | ${isLibrary ? 'throws' : status} |`;
}

/** The page, of all {@link outcomes}. */
export function pageOf(sections) {
  const count = sections.reduce((sum, { results }) => sum + results.length, 0);
  const tables = sections.map((section) => {
    const { title, results } = section;
    const lines = results.map((outcome) => lineOf(outcome, section));
    return `## ${title}\n\n| given | said | status |\n| --- | --- | ---: |\n${lines.join('\n')}\n`;
  });
  return `# Errors

${count} wrong inputs, and what each gets: one line on standard error that says what was found, what was expected and what to do;
exit status 2 for a wrong command line, 1 for bad data or input/output; no output file. \`test/errors/errors-page.mjs\` runs
them and writes this page, and a test runs it again. The files are those that the script makes; \`...\` is the current folder.

Three slips cannot be told from what is meant. \`awgn corpus --snr 2,5\` is a list of two ratios, not 2.5 dB: decimals have
a point. \`--key clean.wav noisy.wav\` takes the first file for the key. And where standard output was closed (\`>&-\`), Node
opens /dev/null in its place before awgn begins: what was written is lost, with status 0.

${tables.join('\n')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(pageOf(await outcomes()));
}
