import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bash, namesIn } from '../tools/awgn.ts';
import { tool, unshareToMount } from '../tools/find-tool.ts';
import { temporaryFolder } from '../tools/wav-files.ts';

/** Runs a script with a file system of DOS, on which case does not count, as `disk`: in user space, where no kernel need know it. */
function onFat(script: string, cwd: string) {
  const [mkfs, fusefat, unshare] = [tool('mkfs.vfat'), tool('fusefat'), unshareToMount()];
  mkdirSync(join(cwd, 'disk'));
  const mounted = `
    set -e
    truncate -s 16M image; ${mkfs} image >mkfs.log
    ${fusefat} -o rw+ image disk >fusefat.log 2>&1
    trap 'umount disk' EXIT
    ${script}`;
  return bash(`export -f awgn; ${unshare} -m bash -c '${mounted.replaceAll("'", "'\\''")}'`, [], {
    cwd,
  });
}

const SOURCE =
  'for name in Spk/a spk/b spk/A; do mkdir -p source/$(dirname $name); awgn generate --duration 0.3 --seed 1 -q source/$name.wav; done';

describe('a file system on which case does not count', () => {
  test.each([
    ['corpus', ''],
    ['shard', '--shard 1/2'],
  ])(
    'refuses a %s of ids that differ in nothing else: one line, exit 1, no audio',
    (_, options) => {
      const cwd = temporaryFolder();
      const script = `${SOURCE}; awgn corpus source disk/out --snr 5 ${options} || echo $? >status; find disk -name "*.wav" >left; cat status left`;
      const { status, stdout, stderr } = onFat(script, cwd);
      expect(stderr).toMatch(
        /^awgn: [^\n]*"Spk\/a" and "spk\/A", which are one on the result's file system[^\n]*\n$/,
      );
      expect(stdout.toString()).toBe('1\n');
      expect({ status, names: namesIn(join(cwd, 'disk')) }).toEqual({ status: 0, names: [] });
    },
  );

  test('takes a corpus without such ids, as any other does', { tags: 'thorough' }, () => {
    const cwd = temporaryFolder();
    const script = `${SOURCE}; rm source/spk/A.wav
      awgn corpus source disk/out --snr 5 --seed 1 -q; awgn corpus source out --snr 5 --seed 1 -q
      diff disk/out/receipts.jsonl out/receipts.jsonl; awgn verify disk/out`;
    expect(onFat(script, cwd)).toMatchObject({ status: 0 });
  });
});
