import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Tags of tests that are left out for their time. */
const LEFT_OUT = ['thorough', 'slow'];

/** What a run of tests came to, in a line that programs can read, and what was skipped or tried again, by name. */
export class TallyReporter implements Reporter {
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void = console.log) {
    this.#print = print;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[] = []): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const ended = (state: string) => tests.filter((test) => test.result().state === state);
    const isLeftOut = ({ tags }: TestCase) => LEFT_OUT.some((tag) => tags.includes(tag));
    // A file that cannot be loaded has no tests that could fail.
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const failed = ended('failed').length + broken + unhandledErrors.length;
    const skipped = ended('skipped').filter((test) => !isLeftOut(test));
    const leftOut = ended('skipped').filter(isLeftOut);
    const again = ended('passed').filter((test) => test.diagnostic()?.flaky);
    for (const [reason, titles] of byReason(skipped)) {
      this.#print(`skipped, ${reason}:`);
      for (const title of titles) this.#print(`  ${title}`);
    }
    for (const test of again) {
      this.#print(`passed when tried again (${test.diagnostic()?.retryCount}): ${titleOf(test)}`);
    }
    this.#print(
      `tests: ${ended('passed').length} passed, ${failed} failed, ${skipped.length} skipped, ` +
        `${again.length} tried again, ${leftOut.length} left to npm run test:all`,
    );
  }
}

function titleOf(test: TestCase): string {
  // Some titles are whole programs.
  const [line] = test.fullName.split('\n', 1);
  return `${test.module.relativeModuleId} > ${line}`;
}

function byReason(skipped: readonly TestCase[]): Map<string, string[]> {
  const titles = new Map<string, string[]>();
  for (const test of skipped) {
    const result = test.result();
    const reason = (result.state === 'skipped' && result.note) || 'for no reason that is given';
    titles.set(reason, [...(titles.get(reason) ?? []), titleOf(test)]);
  }
  return titles;
}
