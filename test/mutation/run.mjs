// npm run mutation -- [--report | --again] [--files] [FOLDER | FOLDER/FILE.ts]...: tries the mutants of the core, file by
// file, and prints a table of the reports in reports/mutation/. Without names: all of src/formats, noise and level.
// --report tries nothing and prints the table of earlier reports; --again tries what survived in them, and corrects them;
// --files has a row for each file, not for each folder.
// Exit status 1 where a row scores below 80 % or a file has no report.

import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PLANNED, testPlanOf } from './plan.mjs';

const FOLDERS = ['formats', 'noise', 'level'];
const LEAST_SCORE = 80;

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    report: { type: 'boolean', default: false },
    again: { type: 'boolean', default: false },
    files: { type: 'boolean', default: false },
  },
});
const names = positionals.length > 0 ? positionals : FOLDERS;
const unknown = names.find((name) => filesOf(name).length === 0);
if (unknown !== undefined) {
  console.error(
    `${unknown} is no folder or file of ${FOLDERS.map((of) => `src/${of}`).join(', ')}`,
  );
  process.exit(2);
}
const gone = PLANNED.find((path) => !existsSync(join(root, path)));
if (gone !== undefined) {
  console.error(`test/mutation/plan.mjs names ${gone}, which is not there`);
  process.exit(2);
}
const files = names.flatMap(filesOf);

if (!values.report) {
  for (const file of files) values.again ? trySurvivorsAgain(file) : tryMutants(file);
}
const rows = new Map();
for (const file of files) {
  const row = values.files ? file : folderOf(file);
  rows.set(row, [...(rows.get(row) ?? []), ...mutantsOf(file)]);
}
const missing = files.filter((file) => !existsSync(reportOf(file)));
const scores = printTable(rows);
for (const file of missing) console.log(`no report of ${file}`);
process.exit(missing.length > 0 || scores.some((score) => score < LEAST_SCORE) ? 1 : 0);

/** The source files that an argument stands for, as FOLDER/FILE.ts. */
function filesOf(argument) {
  const name = argument.replace(/^src\//, '').replace(/\/$/, '');
  const folder = FOLDERS.find((one) => name === one || name.startsWith(`${one}/`));
  if (folder === undefined) return [];
  const all = readdirSync(join(root, 'src', folder), { recursive: true })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${folder}/${path}`)
    .sort();
  return name === folder ? all : all.filter((path) => path === name);
}

/** The one of {@link FOLDERS} that a file is in. */
function folderOf(file) {
  return FOLDERS.find((folder) => file.startsWith(`${folder}/`));
}

function reportOf(file) {
  return join(root, 'reports', 'mutation', `${file}.json`);
}

/** The lines with mutants that no test killed are tried again; their mutants take the place of those in the report. */
function trySurvivorsAgain(file) {
  if (!existsSync(reportOf(file))) return tryMutants(file);
  const earlier = JSON.parse(readFileSync(reportOf(file), 'utf8'));
  const path = `src/${file}`;
  const { source, mutants } = earlier.files[path] ?? {};
  if (source !== readFileSync(join(root, path), 'utf8')) return tryMutants(file);
  const left = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  if (left.length === 0) return;
  const lines = left.map(({ location }) => `${path}:${location.start.line}-${location.end.line}`);
  tryMutants(file, [...new Set(lines)].join(','));
  const keyOf = ({ location, replacement }) => JSON.stringify([location, replacement]);
  const found = new Map(mutantsOf(file).map((mutant) => [keyOf(mutant), mutant]));
  earlier.files[path].mutants = mutants.map((mutant) => found.get(keyOf(mutant)) ?? mutant);
  writeFileSync(reportOf(file), JSON.stringify(earlier));
}

/** One run of Stryker, of all lines or of some; what it prints goes beside its report. */
function tryMutants(file, lines) {
  const started = Date.now();
  mkdirSync(dirname(reportOf(file)), { recursive: true });
  rmSync(reportOf(file), { force: true });
  const log = openSync(reportOf(file).replace(/json$/, 'log'), 'w');
  const { tests, isStaticTried } = testPlanOf(file);
  const folder = folderOf(file);
  const MUTATED_FILE = file.slice(folder.length + 1);
  const env = { ...process.env, AWGN_TESTS: 'all', MUTATED_FOLDER: folder, MUTATED_FILE };
  if (lines !== undefined) env.MUTATED_LINES = lines;
  if (tests !== undefined) env.MUTATION_TESTS = tests.join(',');
  if (isStaticTried) env.STATIC_MUTANTS = '1';
  const stryker = join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  spawnSync(process.execPath, [stryker, 'run'], { cwd: root, env, stdio: ['ignore', log, log] });
  console.error(`${file}: ${Math.round((Date.now() - started) / 1000)} s`);
}

function mutantsOf(file) {
  if (!existsSync(reportOf(file))) return [];
  const report = JSON.parse(readFileSync(reportOf(file), 'utf8'));
  return Object.values(report.files).flatMap(({ mutants }) => mutants);
}

/** Prints the rows and their sum as Markdown; returns the scores, in %. */
function printTable(rows) {
  console.log(
    '| what | mutants | killed | timeout | survived | no coverage | static, not tried | errors | score |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  const all = rows.size > 1 ? [...rows, ['all', [...rows.values()].flat()]] : [...rows];
  return all.map(([row, mutants]) => {
    const count = (status) => mutants.filter((mutant) => mutant.status === status).length;
    const [killed, timeout] = [count('Killed'), count('Timeout')];
    const [survived, noCoverage] = [count('Survived'), count('NoCoverage')];
    const errors = count('RuntimeError') + count('CompileError');
    const score = (100 * (killed + timeout)) / (killed + timeout + survived + noCoverage);
    const counts = [
      mutants.length,
      killed,
      timeout,
      survived,
      noCoverage,
      count('Ignored'),
      errors,
    ];
    // A file of nothing but types has no mutants.
    const shown = mutants.length > 0 ? `${score.toFixed(1)} %` : '';
    console.log(`| ${row} | ${counts.join(' | ')} | ${shown} |`);
    return Number.isNaN(score) ? 100 : score;
  });
}
