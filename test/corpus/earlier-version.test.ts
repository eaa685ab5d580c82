// What awgn 0.1.0 made: verified and summarized by this version, and gone on with by none but its own.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { VERSION } from '../../src/version.ts';
import { awgn, bash, expectComplaint, PROGRAM } from '../tools/awgn.ts';
import { digestsOf } from '../tools/corpus-tree.ts';
import { sampleOf } from '../tools/depth.ts';
import { temporaryFolder } from '../tools/wav-files.ts';

/** Sources (clean/, clean.tar, kaldi/) and results, made in a folder /corpora. */
const MADE = new URL('made-by-0.1.0.tar.gz', import.meta.url);

async function unpack(cwd: string): Promise<void> {
  const archive = extract();
  archive.end(gunzipSync(readFileSync(MADE)));
  for await (const member of archive) {
    const path = join(cwd, member.header.name);
    mkdirSync(member.header.type === 'directory' ? path : dirname(path), { recursive: true });
    const pieces: Buffer[] = [];
    for await (const piece of member) pieces.push(piece as Buffer);
    if (member.header.type === 'file') writeFileSync(path, Buffer.concat(pieces));
  }
}

let cwd: string;

beforeAll(async () => {
  cwd = temporaryFolder();
  await unpack(cwd);
});

describe.each([
  ['directory', 'pink', 3],
  ['pairs', 'white', 6],
  ['archive', 'white', 1],
  ['list', 'white', 3],
] as const)('the finished result "%s"', (folder, color, files) => {
  test('is verified', () => {
    expect(awgn(['verify', folder], { cwd })).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(`^awgn: ${folder}: 3 outputs, ${files} files?, .*0 faults\n$`),
    });
  });

  test('is summarized', () => {
    const { status, stdout } = awgn(['summarize', folder], { cwd });
    expect(String(stdout)).toMatch(/^outputs {5}3 of 3 utterances/);
    expect(String(stdout)).toMatch(new RegExp(`^colors +${color} 3$`, 'm'));
    expect(status).toBe(0);
  });
});

describe('a result', () => {
  const options = ['--snr', '5', '--seed', '1'];

  const REFUSED: readonly (readonly [string, string[]])[] = [
    [
      'that is finished',
      ['corpus', 'clean', 'directory', ...options, '--color', 'pink', '--resume'],
    ],
    ['of archives that is finished', ['corpus', 'clean.tar', 'archive', ...options, '--resume']],
    ['that broke off', ['corpus', 'clean', 'unfinished', ...options, '--resume']],
    ['in shards is not gone on with', ['corpus', 'clean', 'shards', ...options, '--shard', '1/2']],
    ['in shards is not joined', ['corpus', 'merge', 'shards']],
  ];

  test.each(sampleOf(REFUSED, 2))('%s is refused by version, and stays', (_, args) => {
    const before = digestsOf(cwd);
    expectComplaint(
      awgn(args, { cwd }),
      1,
      new RegExp(
        `was begun by awgn 0\\.1\\.0, and this is awgn ${VERSION}; go on with that version: npx awgn@0\\.1\\.0; or make it anew in another folder`,
      ),
    );
    expect(digestsOf(cwd)).toEqual(before);
  });

  test('of commands runs, and gives the bytes that 0.1.0 gives', () => {
    const list = readFileSync(join(cwd, 'virtual/wav.scp'), 'utf8').replaceAll('/corpora', cwd);
    const script = list
      .trimEnd()
      .split('\n')
      .map((line) => `${line.slice(line.indexOf(' '))} sha256sum`)
      .join('\n');
    const program = `awgn() { "${process.execPath}" "${PROGRAM}" "$@"; }\n`;
    const { status, stdout } = bash(program + script);
    expect(String(stdout)).toBe(
      '9c1f377835ad46e963ca8737c865c082e39988311e4ee809ae93dc44f348759d  -\n' +
        'cdec80bb0d91d4c03f160e83edcc111efc8abf1e282ac7b808cd801425fcb0e7  -\n' +
        'ba9a2292902ba740074ee01f7be30578b4b0dfdf850500c7c9fe137e1221f379  -\n',
    );
    expect(status).toBe(0);
  });
});
