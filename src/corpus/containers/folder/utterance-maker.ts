import type { PlannedUtterance } from '../../plan/planned-utterance.ts';
import type { ItemMaker, ItemResult, MakingTeller } from '../../run/container.ts';
import type { FilePool } from './file-pool.ts';
import type { PlacedOutput } from './finished-utterances.ts';
import { partFailures } from './part-failures.ts';
import { stampOfSource } from './source-stamp.ts';
import type { UtteranceEntry } from './utterance-entry.ts';

/** Has a pool make the outputs of utterances. */
export class UtteranceMaker implements ItemMaker<PlannedUtterance, UtteranceEntry> {
  readonly #pool: FilePool;
  readonly #teller: MakingTeller;
  readonly #outputsOf: (utterance: PlannedUtterance) => PlacedOutput[];

  /** @param outputsOf throws where an output of an utterance could not be put in its place. */
  constructor(
    pool: FilePool,
    teller: MakingTeller,
    outputsOf: (utterance: PlannedUtterance) => PlacedOutput[],
  ) {
    this.#pool = pool;
    this.#teller = teller;
    this.#outputsOf = outputsOf;
  }

  ready(): Promise<void> {
    return this.#pool.ready();
  }

  async make(utterances: readonly PlannedUtterance[]): Promise<ItemResult<UtteranceEntry>[]> {
    // Looked at before the audio is read: what is changed meanwhile is made anew by the next run.
    const stamps = utterances.map(({ audio }) => stampOfSource(audio));
    const tasks = utterances.map((utterance) => ({
      id: utterance.id,
      audio: utterance.audio,
      parts: utterance.parts,
      outputs: this.#outputsOf(utterance),
    }));
    const results = await this.#pool.run(tasks);
    return results.map((result, place) => {
      const { origin, bytes } = utterances[place]!;
      if ('fault' in result) {
        const { id, fault, isFatal } = result;
        return { failure: { origin, id, fault }, isFatal };
      }
      for (const failure of partFailures(utterances[place]!, result.outputs[0]?.receipt)) {
        this.#teller.failed(failure);
      }
      this.#teller.done(bytes);
      return { entry: { ...result, source: stamps[place] } };
    });
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
