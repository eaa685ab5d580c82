import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { namesOf, speechSamples, tarOf } from '../corpus/kinds/webdataset/webdataset-archives.ts';
import { bash, PROGRAM } from '../tools/awgn.ts';
import { temporaryFolder } from '../tools/wav-files.ts';

const page = readFileSync(new URL('../../docs/cluster.md', import.meta.url), 'utf8');

/** The function of the page that puts noise into an archive of an object store. */
const [, noise] = /## Object stores.*?\n( {4}noise\(\) \{\n.*?\n {4}\}\n)/s.exec(page)!;

/** An object store in a folder. Of an archive whose name says so, the download breaks off. */
const AWS = `#!/usr/bin/env bash
set -e
file() { echo "$STORE/\${1##*/}"; }
case "$2 $3 $4" in
  'cp - '*) cat > "$(file "$4")" ;;
  'cp '*half*' -') head -c 20000 "$(file "$3")"; exit 1 ;;
  'cp '*' -') cat "$(file "$3")" ;;
  'rm '*) rm "$(file "$3")" ;;
esac
`;

test('the pipe that docs/cluster.md has for object stores leaves whole archives only, and fails for others', {
  tags: 'thorough',
}, async () => {
  const store = temporaryFolder();
  const bin = join(store, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'aws'), AWS);
  writeFileSync(join(bin, 'awgn'), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
  for (const program of ['aws', 'awgn']) chmodSync(join(bin, program), 0o755);
  const archive = await tarOf(speechSamples(4));
  for (const name of ['000', 'half']) writeFileSync(join(store, `train-${name}.tar`), archive);
  const env = { ...process.env, STORE: store, PATH: `${bin}${delimiter}${process.env.PATH}` };
  // As somebody's shell is, who has not set pipefail.
  const run = (name: string) =>
    bash(`unset -f awgn; set +o pipefail\n${noise}\nnoise ${name}`, [], { env });
  expect(run('000')).toMatchObject({ status: 0, stderr: '' });
  expect((await namesOf(readFileSync(join(store, 'noisy-000.tar')))).length).toBe(16);
  const half = run('half');
  expect(half.status).toBe(1);
  expect(half.stderr).toContain('the archive ends too soon');
  expect(existsSync(join(store, 'noisy-half.tar'))).toBe(false);
});
