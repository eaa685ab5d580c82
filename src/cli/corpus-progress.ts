import type { CorpusObserver } from '../corpus/plan/corpus-options.ts';
import { isTerminal } from '../io/terminal.ts';
import { complain } from './complain.ts';
import { Bar, progressLine } from './progress.ts';

/** A log has a line now and then instead of a bar. */
const LOG_MS = 30_000;

export interface CorpusProgress extends Required<Pick<CorpusObserver, 'planned' | 'done'>> {
  /** Removes the bar, so that something else can be written. */
  clear(): void;
}

/** A bar with rate and time left on a terminal, plain lines in a log. */
export function createCorpusProgress(): CorpusProgress {
  const bar = isTerminal(2) ? new Bar() : undefined;
  let start = performance.now();
  let logged = start;
  let totalBytes = 0;
  let utterances = 0;
  let bytes = 0;
  let newBytes = 0;
  let done = 0;

  const text = (now: number) => {
    const seconds = (now - start) / 1000;
    // What is compressed has more bytes than its file.
    const part =
      totalBytes > 0 ? Math.min(1, bytes / totalBytes) : utterances > 0 ? done / utterances : 1;
    // What was there already took no time.
    const newPart = totalBytes > 0 ? newBytes / totalBytes : part;
    const rate = `${(done / seconds).toFixed(0)} utterances/s, ${(newBytes / 1e6 / seconds).toFixed(0)} MB/s`;
    return `${progressLine(part, bytes, (seconds * part) / Math.max(newPart, 1e-9))}, ${utterances > 0 ? `${done}/${utterances}` : done}, ${rate}`;
  };

  return {
    planned(plan) {
      start = performance.now();
      totalBytes = plan.bytes;
      utterances = plan.utterances;
    },
    done(utterance) {
      done++;
      bytes += utterance.bytes;
      if (utterance.isNew) newBytes += utterance.bytes;
      const now = performance.now();
      if (bar !== undefined) {
        bar.draw(now, () => text(now));
      } else if (now - logged >= LOG_MS) {
        logged = now;
        complain(text(now));
      }
    },
    clear: () => bar?.clear(),
  };
}
