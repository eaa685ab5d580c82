import { statedSnrDb } from '../../audio/part-in-recording.ts';
import type { CorpusEntry, WriteOptions } from '../../plan/corpus-kind.ts';
import { kaldiSpeakerOf } from './kaldi-id.ts';
import { secondsOf } from './kaldi-line.ts';
import type { KaldiColumns, KaldiRow, KaldiUtterance } from './kaldi-row.ts';

/** Takes what stands after an id in a list, in one line or several; for `spk2utt` the id is speaker, NUL, utterance. */
export type AddLine = (list: string, id: string, values: readonly string[]) => void;

/** Lists whose lines are made anew for each output. */
const MADE_ANEW = new Set(['utt2spk', 'utt2uniq', 'utt2dur', 'utt2snr', 'reco2dur']);

/** Makes the lines of all lists for one output after the other. */
export class KaldiEntryLines {
  readonly #folder: string;
  readonly #isKaldi: boolean;
  readonly #add: AddLine;
  /** Whether an utterance of another kind had a text. */
  #hasText = false;

  constructor({ folder, sourceKind }: WriteOptions, add: AddLine) {
    this.#folder = folder;
    this.#isKaldi = sourceKind === 'kaldi';
    this.#add = add;
  }

  /** Whether any utterance has words. */
  get hasText(): boolean {
    return this.#hasText;
  }

  add(entry: CorpusEntry): void {
    const { frames, sample_rate } = entry.receipt;
    // What has no sound has no duration, and a list with such a line would be refused as a whole.
    if (frames === 0) return;
    const durationSeconds = frames / sample_rate;
    if (this.#isKaldi) this.#addKaldi(entry, durationSeconds);
    else this.#addForeign(entry, durationSeconds);
  }

  #addKaldi(entry: CorpusEntry, durationSeconds: number): void {
    const { id, suffix } = entry.output;
    const { columns, utterances } = entry.utterance.row as KaldiRow;
    let isHeard = false;
    for (const [place, utterance] of utterances.entries()) {
      const utteranceId = `${utterance.id}${suffix}`;
      const part = entry.utterance.parts?.[place];
      const snrDb = statedSnrDb(entry, place);
      if (snrDb === undefined) continue;
      const segment = clip(utterance.segment, durationSeconds);
      if (segment === 'outside') continue;
      isHeard = true;
      if (segment) {
        const { start, end } = segment;
        const channel = utterance.segment?.[2] ?? '';
        this.#add('segments', utteranceId, [`${id} ${start} ${end} ${channel}`.trimEnd()]);
      }
      const seconds = segment ? segment.seconds : durationSeconds;
      this.#addUtterance(entry, utteranceId, utterance, seconds);
      // Nobody has measured the parts of what is made when it is read.
      if (part === undefined || entry.partSnrDb) this.#addRatio(utteranceId, snrDb);
    }
    if (!isHeard) return;
    this.#addRecording(entry, durationSeconds);
    this.#addColumns(columns, id);
  }

  #addUtterance(
    { label }: CorpusEntry,
    id: string,
    { id: sourceId, speaker, columns, speakerColumns }: KaldiUtterance,
    seconds: number,
  ): void {
    // Where an utterance is its own speaker, a copy is too: `a-noisy1` of `a` would come after `a-b-noisy1` of `a-b`.
    const owner = speaker === null || speaker === sourceId ? id : speaker;
    const origin = columns.find(([list]) => list === 'utt2uniq')?.[1][0] ?? sourceId;
    this.#addMade(id, owner, origin, seconds, label);
    this.#addColumns(columns, id);
    this.#addColumns(speakerColumns, owner);
  }

  #addForeign(entry: CorpusEntry, durationSeconds: number): void {
    const { utterance, output, label } = entry;
    const { id, suffix } = output;
    const sourceId = id.slice(0, id.length - suffix.length);
    const speaker = kaldiSpeakerOf(utterance.speaker) ?? id;
    this.#addMade(id, speaker, sourceId, durationSeconds, label);
    this.#addRecording(entry, durationSeconds);
    this.#addRatio(id, output.snrDb);
    // Kaldi wants a text of all or of none.
    const text = (utterance.text ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim();
    if (text !== '') this.#hasText = true;
    this.#add('text', id, [text]);
    const language = utterance.language?.replace(/[\s\p{Cc}]+/gu, '_');
    if (language) this.#add('utt2lang', id, [language]);
    const gender = /^[mf]/.exec(utterance.gender?.trim().toLowerCase() ?? '')?.[0];
    if (gender) this.#add('spk2gender', speaker, [gender]);
  }

  /** What has no noise, or no signal, has no ratio. */
  #addRatio(id: string, snrDb: number | null | undefined): void {
    if (typeof snrDb === 'number')
      this.#add('utt2snr', id, [String(Math.round(snrDb * 1e6) / 1e6)]);
  }

  #addMade(
    id: string,
    speaker: string,
    origin: string,
    seconds: number,
    label: string | undefined,
  ): void {
    this.#add('utt2spk', id, [speaker]);
    this.#add('spk2utt', `${speaker}\0${id}`, []);
    this.#add('utt2uniq', id, [origin]);
    this.#add('utt2dur', id, [formatSeconds(seconds)]);
    if (label !== undefined) this.#add('utt2label', id, [label]);
  }

  #addRecording(entry: CorpusEntry, durationSeconds: number): void {
    const { id } = entry.output;
    const { command, audioPath } = entry;
    const audio = command === undefined ? `${this.#folder}/${audioPath}` : `${command} |`;
    this.#add('wav.scp', id, [audio]);
    this.#add('reco2dur', id, [formatSeconds(durationSeconds)]);
    // As ESPnet2's enhancement recipes name them.
    if (entry.cleanPath !== undefined) {
      this.#add('spk1.scp', id, [`${this.#folder}/${entry.cleanPath}`]);
    }
    if (entry.noisePath !== undefined) {
      this.#add('noise1.scp', id, [`${this.#folder}/${entry.noisePath}`]);
    }
  }

  #addColumns(columns: KaldiColumns, id: string): void {
    for (const [list, values] of columns) {
      if (MADE_ANEW.has(list)) continue;
      if (list === 'text') this.#hasText = true;
      this.#add(list, id, values);
    }
  }
}

/** A segment within a recording that may have become shorter than its lists say. */
function clip(
  segment: KaldiUtterance['segment'],
  durationSeconds: number,
): { start: string; end: string; seconds: number } | 'outside' | null {
  if (segment === null) return null;
  const [start, end] = segment;
  const startSeconds = secondsOf(start)!;
  const endSeconds = secondsOf(end) ?? Number.POSITIVE_INFINITY;
  if (endSeconds <= durationSeconds) return { start, end, seconds: endSeconds - startSeconds };
  const lastText = formatSeconds(durationSeconds);
  const seconds = Number(lastText) - startSeconds;
  return seconds > 0 ? { start, end: lastText, seconds } : 'outside';
}

/** To the microsecond, which is less than a sample; never nothing. */
function formatSeconds(seconds: number): string {
  return (Math.max(1, Math.round(seconds * 1e6)) / 1e6).toFixed(6).replace(/\.?0+$/, '');
}
