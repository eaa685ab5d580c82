import { statSync } from 'node:fs';
import { ManifestError } from '../errors.ts';
import type { CorpusFormat, ReadOptions } from './corpus-kind.ts';
import { jsonLines } from './json-lines.ts';
import { LineSorter } from './line-sorter.ts';
import { ListFile } from './list-file.ts';
import { type BadRow, isBadRow, type Utterance } from './utterance.ts';

/** An utterance in its place among all. */
export interface PlannedUtterance extends Utterance {
  /** Size of its file; 0 where that is not known. */
  readonly bytes: number;
}

/** The utterances of a source in the order of their ids, on disk: the same for any order of its rows. */
export class UtterancePlan {
  readonly numberOfUtterances: number;
  readonly totalBytes: number;
  readonly #path: string;

  private constructor(path: string, numberOfUtterances: number, totalBytes: number) {
    this.#path = path;
    this.numberOfUtterances = numberOfUtterances;
    this.totalBytes = totalBytes;
  }

  /**
   * Reads a source to its end.
   *
   * @param path file to keep the plan in.
   * @param onBadRow called for each row that cannot be used.
   * @throws ManifestError where two rows have one id, or the source as a whole cannot be read.
   */
  static async create(
    source: string,
    from: CorpusFormat,
    to: CorpusFormat,
    options: ReadOptions,
    path: string,
    onBadRow: (row: BadRow) => void,
  ): Promise<UtterancePlan> {
    const sorter = new LineSorter(options.sorting);
    try {
      for await (const row of from.read(source, options)) {
        const utterance = isBadRow(row) ? row : named(row, from, to);
        if (isBadRow(utterance)) onBadRow(utterance);
        else sorter.add(utterance.id, JSON.stringify(planned(utterance)));
      }
      return writePlan(sorter, path);
    } finally {
      sorter.close();
    }

    function writePlan(lines: LineSorter, planPath: string): UtterancePlan {
      const file = new ListFile(planPath);
      let previous: PlannedUtterance | undefined;
      let count = 0;
      let bytes = 0;
      try {
        for (const [, line] of lines.sorted()) {
          const utterance = JSON.parse(line) as PlannedUtterance;
          if (previous?.id === utterance.id) throw duplicate(previous, utterance);
          file.line(line);
          count++;
          bytes += utterance.bytes;
          previous = utterance;
        }
        file.commit();
      } catch (error) {
        file.discard();
        throw error;
      }
      return new UtterancePlan(planPath, count, bytes);
    }
  }

  utterances(): Generator<PlannedUtterance> {
    return jsonLines(this.#path);
  }
}

/** The utterance under the id that it gets in the result. */
function named(utterance: Utterance, from: CorpusFormat, to: CorpusFormat): Utterance | BadRow {
  if (from.kind === to.kind) return utterance;
  const named = to.idFor(utterance);
  if ('id' in named) return { ...utterance, id: named.id };
  return { origin: utterance.origin, id: utterance.id, fault: named.fault };
}

function planned(utterance: Utterance): PlannedUtterance {
  const { audio } = utterance;
  return { ...utterance, bytes: audio.type === 'file' ? sizeOf(audio.path) : 0 };
}

/** What the system has against a file costs its own utterance, when that is rendered. */
function sizeOf(path: string): number {
  try {
    const stats = statSync(path);
    return stats.isFile() ? stats.size : 0;
  } catch {
    return 0;
  }
}

function duplicate(first: Utterance, second: Utterance): ManifestError {
  return new ManifestError(
    `${first.origin} and ${second.origin} both have the id ${JSON.stringify(first.id)}; ` +
      'expected each id once, since its noise and its files are named after it; rename one or leave it out',
  );
}
