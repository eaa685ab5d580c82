import type { JsonLine } from '../../lists/json-lines.ts';
import type { CorpusEntry, CorpusWriter } from '../../plan/corpus-kind.ts';
import { pathsOf } from '../../plan/output-paths.ts';
import type { OutputPlan } from '../../plan/output-plan.ts';
import type { PlannedUtterance } from '../../plan/planned-utterance.ts';
import type { ContainerLists, ResultLine } from '../../run/container.ts';
import { isLeftOut } from '../../run/corpus-totals.ts';
import type { CorpusFolder } from '../../state/corpus-folder.ts';
import type { FolderOptions } from './folder-options.ts';
import { partFailures } from './part-failures.ts';
import { receiptTextsOf, type UtteranceEntry } from './utterance-entry.ts';

/** What a list holds in memory while it is sorted: a writer has up to six, whose lines come nearly in order. */
const SORTER_CHARACTERS = 1 << 20;

/** The lists of a corpus of files, in the manner of its kind. */
export class FolderLists implements ContainerLists<PlannedUtterance, UtteranceEntry> {
  readonly #options: FolderOptions;
  readonly #outputs: OutputPlan;
  readonly #writer: CorpusWriter;

  constructor(options: FolderOptions, outputs: OutputPlan, folder: CorpusFolder) {
    this.#options = options;
    this.#outputs = outputs;
    this.#writer = options.to.createWriter({
      folder: folder.path,
      tree: folder.tree,
      source: options.source,
      sourceKind: options.from.kind,
      sorting: { folder: folder.temporaryPath, memoryCharacters: SORTER_CHARACTERS },
    });
  }

  *add(utterance: PlannedUtterance, line: JsonLine<UtteranceEntry>): Generator<ResultLine> {
    const { to, labels } = this.#options;
    const texts = receiptTextsOf(line);
    const planned = this.#outputs.outputsOf(utterance, utterance.index);
    for (const failure of partFailures(utterance, line.value.outputs[0]?.receipt)) {
      yield { text: JSON.stringify(failure), receipt: undefined };
    }
    for (const [place, output] of planned.entries()) {
      const { receipt } = line.value.outputs[place]!;
      yield { text: texts[place]!, receipt };
      if (isLeftOut(receipt)) continue;
      const label = output.snrDb === null ? 'clean' : 'noisy';
      const entry: Omit<CorpusEntry, 'utterance'> = {
        output,
        ...pathsOf(to, utterance, output, this.#options),
        ...(labels && { label }),
        command: receipt.command,
        partSnrDb: receipt.part_snr_db,
        receipt,
      };
      const { others } = utterance;
      if (others === undefined) this.#writer.add({ ...entry, utterance });
      // Rows that share a recording have a part of it each.
      for (const [at, row] of others ? [utterance, ...others].entries() : []) {
        const part = entry.partSnrDb && { partSnrDb: entry.partSnrDb.slice(at, at + 1) };
        const parts = utterance.parts && { parts: utterance.parts.slice(at, at + 1) };
        this.#writer.add({ ...entry, ...part, utterance: { ...utterance, ...row, ...parts } });
      }
    }
  }

  finish(): Promise<void> {
    return this.#writer.finish();
  }

  // What is not finished lies in the folder of what never will be.
  notes(): readonly [] {
    return [];
  }

  discard(): void {}
}
