import { CorpusError } from '../../errors.ts';
import { LineSorter, type LineSorterOptions } from '../lists/line-sorter.ts';
import type { Utterance } from '../utterance.ts';

interface FoundSpeaker {
  readonly speaker: string;
  readonly origin: string;
}

/** Speakers that are remembered, so that not each of their rows is sorted. */
const MOST_REMEMBERED = 10_000;

/** Finds speakers of whom two would have one name in the result, and so be one speaker. */
export class SpeakerClashes {
  readonly #sorter: LineSorter;
  readonly #nameFor: (speaker: string) => string | undefined;
  readonly #seen = new Set<string>();

  /** @param nameFor what the result calls a speaker. */
  constructor(sorting: LineSorterOptions, nameFor: (speaker: string) => string | undefined) {
    this.#sorter = new LineSorter(sorting);
    this.#nameFor = nameFor;
  }

  add({ speaker, origin }: Pick<Utterance, 'speaker' | 'origin'>): void {
    if (speaker === undefined || this.#seen.has(speaker)) return;
    if (this.#seen.size < MOST_REMEMBERED) this.#seen.add(speaker);
    const found: FoundSpeaker = { speaker, origin };
    this.#sorter.add(this.#nameFor(speaker) ?? '', JSON.stringify(found));
  }

  /** @throws CorpusError where there are two. */
  refuse(): void {
    let previous: (FoundSpeaker & { readonly name: string }) | undefined;
    for (const [name, line] of this.#sorter.sorted()) {
      const found = JSON.parse(line) as FoundSpeaker;
      if (previous?.name === name && previous.speaker !== found.speaker) {
        const [a, b] = [previous.speaker, found.speaker].map((speaker) => JSON.stringify(speaker));
        throw new CorpusError(
          'ERR_LIST_IDS',
          `${previous.origin} and ${found.origin} have the speakers ${a} and ${b}, which would both be ${JSON.stringify(name)} ` +
            'in the result; expected a name for each speaker; rename one in the source',
        );
      }
      previous = { ...found, name };
    }
  }

  close(): void {
    this.#sorter.close();
  }
}
