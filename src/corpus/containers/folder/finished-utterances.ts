import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type FileStamp, sha256Of, stampOf } from '../../../io/file-stamp.ts';
import { type CorpusReceipt, filesOf, isReceiptOf } from '../../plan/corpus-receipt.ts';
import type { PlannedOutput } from '../../plan/planned-output.ts';
import type { MadeOutput, OutputPaths } from '../../plan/render-task.ts';
import { RECEIPTS_NAME } from '../../plan/result-names.ts';
import { soundReceipts } from '../../state/sound-receipts.ts';
import type { Utterance } from '../../utterance.ts';
import { isMadeOf, stampOfSource } from './source-stamp.ts';
import type { UtteranceEntry } from './utterance-entry.ts';

/** An output with the places where its files belong: a journal that somebody changed may name others. */
export type PlacedOutput = PlannedOutput & OutputPaths;

/** Whether an entry is of the outputs that are wanted. */
export function isOfOutputs({ outputs }: UtteranceEntry, wanted: readonly PlacedOutput[]): boolean {
  return (
    outputs.length === wanted.length &&
    wanted.every((output, place) => {
      const { receipt } = outputs[place]!;
      return isReceiptOf(output, receipt) && isAt(output, receipt);
    })
  );
}

/**
 * What was made of an utterance, if it is what is wanted and all files, its source too, are still as they were.
 *
 * @param folder of the corpus.
 */
export async function soundEntry(
  entry: UtteranceEntry,
  { id, audio }: Pick<Utterance, 'id' | 'audio'>,
  wanted: readonly PlacedOutput[],
  folder: string,
): Promise<UtteranceEntry | undefined> {
  const source = stampOfSource(audio);
  if (!isOfOutputs(entry, wanted) || !(await isMadeOf(entry, audio, source))) return undefined;
  const outputs: MadeOutput[] = [];
  for (const output of entry.outputs) {
    const stamps = soundStamps(output, folder);
    if (stamps === undefined) return undefined;
    outputs.push({ receipt: output.receipt, stamps });
  }
  return { id, outputs, source };
}

/** Stamps of an output's files; undefined where one is missing or has another content. */
function soundStamps({ receipt, stamps }: MadeOutput, folder: string): FileStamp[] | undefined {
  const sound: FileStamp[] = [];
  for (const [index, { path, sha256 }] of filesOf(receipt).entries()) {
    const absolute = join(folder, path);
    if (!statSync(absolute, { throwIfNoEntry: false })?.isFile()) return undefined;
    const stamp = stampOf(absolute);
    const before = stamps?.[index];
    const isTheSame = before?.bytes === stamp.bytes && before.changedMs === stamp.changedMs;
    if (!isTheSame && sha256Of(absolute) !== sha256) return undefined;
    sound.push(stamp);
  }
  return sound;
}

/** Whether the files of an output are where they belong; or there are none, since it is silent or made when it is read. */
function isAt({ audioPath, cleanPath, noisePath }: OutputPaths, receipt: CorpusReceipt): boolean {
  const { output, clean_output: clean, noise_output: noise } = receipt;
  if (output === null) return receipt.silent === true || receipt.command !== undefined;
  return (
    output === audioPath && (clean ?? undefined) === cleanPath && (noise ?? undefined) === noisePath
  );
}

/** What a finished corpus has, by its receipts: those of an utterance together. */
export function* finishedUtterances(folder: string): Generator<UtteranceEntry> {
  const path = join(folder, RECEIPTS_NAME);
  if (!existsSync(path)) return;
  let id: string | undefined;
  let outputs: MadeOutput[] = [];
  for (const receipt of soundReceipts(path)) {
    if (id !== undefined && receipt.utterance !== id) {
      yield { id, outputs };
      outputs = [];
    }
    id = receipt.utterance;
    outputs.push({ receipt });
  }
  if (id !== undefined) yield { id, outputs };
}
