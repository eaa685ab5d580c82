import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { IS_ALL_TRIED, sampleOf } from '../tools/depth.ts';
// @ts-expect-error: a script, which has no types.
import { lineOf, outcomes, pageOf } from './errors-page.mjs';

interface Outcome {
  readonly command: string;
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
  readonly left: readonly string[];
}
interface Section {
  readonly isLibrary?: boolean;
  readonly leaves?: readonly string[];
  readonly results: readonly Outcome[];
}

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
const sections: readonly Section[] = await outcomes((commands: string[]) => sampleOf(commands, 6));
const cases = sections.flatMap((section) =>
  section.results.map((outcome) => [outcome.command, outcome, section] as const),
);

describe('each of the wrong inputs', () => {
  test('is one of fifty at least', () => {
    expect(page.match(/^\| `/gm)!.length).toBeGreaterThanOrEqual(50);
    expect(cases.length).toBeGreaterThanOrEqual(25);
  });

  test.each(cases)('gets one line, an exit status and no output: %s', (_, outcome, section) => {
    const { status, stdout, stderr, left } = outcome;
    expect(stderr).toMatch(
      section.isLibrary ? /^\w+Error: [^\p{Cc}]+\n$/u : /^awgn: [^\p{Cc}]+\n$/u,
    );
    // No slip of ours, no stack, no word of JavaScript's.
    expect(stderr).not.toMatch(
      /\bat .*:\d+:\d+|node:|Cannot read|is not a function|\[object|NaN of|Infinity of/,
    );
    expect([1, 2]).toContain(status);
    expect(left.filter((name) => !section.leaves?.includes(name))).toEqual([]);
    // A tar archive without a sample has two blocks of zeros.
    expect(stdout.replaceAll('\0', '')).toBe('');
  });

  test('stands on the page with what it gets', () => {
    const lines = new Set(page.split('\n'));
    for (const [, outcome, section] of cases) {
      const line: string = lineOf(outcome, section);
      expect(lines.has(line) ? line : 'not on the page').toBe(line);
    }
    if (IS_ALL_TRIED) expect(pageOf(sections)).toBe(page);
  });
});
