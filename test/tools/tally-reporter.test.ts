import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './wav-files.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const TESTS = `
import { expect, test } from 'vitest';
import { tool } from '${ROOT}/test/tools/find-tool.ts';
let turn = 0;
test('passes', () => {});
test('needs a tool', () => void tool('strace'));
test('needs it, too', () => void tool('strace'));
test('takes long', { tags: 'thorough' }, () => expect(1).toBe(2));
test('passes at last', { tags: 'realtime' }, () => expect(turn++).toBe(1));
test('fails', () => expect(1).toBe(2));
`;

test('a run ends with what was skipped, for want of what, and with a line of counts', () => {
  const project = temporaryFolder();
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  writeFileSync(join(project, 'some.test.ts'), TESTS);
  writeFileSync(join(project, 'broken.test.ts'), "throw new Error('broken');");
  writeFileSync(
    join(project, 'vitest.config.ts'),
    `import { TallyReporter } from '${ROOT}/test/tools/tally-reporter.ts';
    import { TEST_TAGS } from '${ROOT}/test/tools/test-tags.ts';
    export default { test: { tags: TEST_TAGS, reporters: [new TallyReporter()] } };`,
  );
  const { PATH, HOME } = process.env;
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--root', project],
    { cwd: project, encoding: 'utf8', env: { PATH, HOME, AWGN_HIDE_TOOLS: 'strace' } },
  );
  expect(stdout).toBe(`skipped, strace is missing:
  some.test.ts > needs a tool
  some.test.ts > needs it, too
passed when tried again (1): some.test.ts > passes at last
tests: 2 passed, 2 failed, 2 skipped, 1 tried again, 1 left to npm run test:all
`);
  expect(status).toBe(1);
}, 60_000);
