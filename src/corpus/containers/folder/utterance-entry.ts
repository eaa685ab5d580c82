import type { FileStamp } from '../../../io/file-stamp.ts';
import type { JsonLine } from '../../lists/json-lines.ts';
import type { MadeOutput } from '../../plan/render-task.ts';
import type { EntryFormat, JournalEntry } from '../../state/journal.ts';
import { faultOfReceipt } from '../../state/sound-receipts.ts';

/** What was made of one utterance. */
export interface UtteranceEntry extends JournalEntry {
  readonly outputs: readonly MadeOutput[];
  /** Of the file that its audio came from, looked at before it was read; undefined where there is none. */
  readonly source?: FileStamp | undefined;
}

/** Entries whose receipts can be taken out of a line unread. */
export const UTTERANCE_ENTRIES: EntryFormat<UtteranceEntry> = { textOf, isEntry };

/** What is in objects in a receipt could not be told from what is beside it: see below. */
function isEntry(value: unknown): value is UtteranceEntry {
  if (!isObject(value) || typeof value.id !== 'string' || !Array.isArray(value.outputs)) {
    return false;
  }
  return value.outputs.every((output: unknown) => {
    if (!isObject(output) || faultOfReceipt(output.receipt) !== undefined) return false;
    const { stamps = [], receipt } = output as unknown as MadeOutput;
    return Array.isArray(stamps) && stamps.every(isObject) && isFlat(Object.values(receipt));
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether lists, but no objects, are among values. */
function isFlat(values: readonly unknown[]): boolean {
  return values.every((value) => (Array.isArray(value) ? isFlat(value) : !isObject(value)));
}

/** What stands before and after a receipt. Quotes in texts are escaped: neither can be part of a receipt. */
const RECEIPT_START = '{"receipt":';
const STAMPS_START = ',"stamps":';

function textOf({ id, source, outputs }: UtteranceEntry): string {
  const texts = outputs.map(
    ({ receipt, stamps = [] }) =>
      `${RECEIPT_START}${JSON.stringify(receipt)}${STAMPS_START}${JSON.stringify(stamps)}}`,
  );
  const stamp = source === undefined ? '' : `"source":${JSON.stringify(source)},`;
  return `{"id":${JSON.stringify(id)},${stamp}"outputs":[${texts.join(',')}]}`;
}

/** The receipts of an entry as they are written: to write them anew takes longer than to read them. */
export function receiptTextsOf({ text }: JsonLine<UtteranceEntry>): string[] {
  const [, ...outputs] = text.split(RECEIPT_START);
  return outputs.map((output) => output.slice(0, output.lastIndexOf(STAMPS_START)));
}
