import { extname } from 'node:path';
import { AUDIO_FILE_EXTENSIONS } from '../../formats/audio-file-extensions.ts';
import { compareBytes, type LineSorter } from '../lists/line-sorter.ts';
import { NAMES_THAT_MEET } from '../plan/notes.ts';
import type { PlannedUtterance } from '../plan/planned-utterance.ts';
import {
  type AudioReference,
  filesOfAudio,
  partOfAudio,
  type RowOfUtterance,
  type Utterance,
} from '../utterance.ts';

type Unplaced = Omit<PlannedUtterance, 'index'>;

/**
 * What the id of a part has behind that of its file, as in `a@1.5-2`: start and duration in seconds, and its channels where
 * they are not all; empty for all of a file.
 */
export function partSuffix(audio: AudioReference): string {
  const { startSeconds, durationSeconds, channels } = partOfAudio(audio);
  const times =
    startSeconds === undefined && durationSeconds === undefined
      ? ''
      : `@${startSeconds ?? 0}-${durationSeconds ?? 'end'}`;
  return channels === undefined ? times : `${times}@ch${channels.join('+')}`;
}

/** The utterance under another id, and where its source's structure is kept, in the place of that. */
export function withId<U extends Utterance>(utterance: U, id: string): U {
  const { id: before, place } = utterance;
  if (id === before) return utterance;
  const moved = place?.endsWith(before)
    ? { place: place.slice(0, place.length - before.length) + id }
    : {};
  return { ...utterance, ...moved, id };
}

/**
 * The utterances of a plan, sorted by their ids; rows that would have one id and may have it, since it is the path of their
 * audio, are told apart or put together:
 *
 * - rows of one part and one SNR share its audio, where the list can say so, and are `a`, `a@2`, `a@3` elsewhere, with the same
 *   noise;
 * - a row with another SNR is `a@5dB`, with the noise of `a` at its own strength;
 * - of files that differ in their extension alone, the WAV file keeps the name, and others have it with theirs: `a.flac`.
 *
 * What still has the id of another comes after it, for who writes the plan to refuse.
 */
export function* distinct(sorter: LineSorter, sharesAudio: boolean): Generator<Unplaced> {
  const renamed = new Pending();
  for (const group of groupsOf(sorter)) {
    yield* renamed.before(group[0]!.id);
    const [first, ...others] = group.length === 1 ? group : apart(group, sharesAudio);
    yield first!;
    renamed.add(others);
  }
  yield* renamed.before(undefined);
}

/** Utterances of one id together, in the order of their list. */
function* groupsOf(sorter: LineSorter): Generator<Unplaced[]> {
  let group: Unplaced[] = [];
  for (const [id, line] of sorter.sorted()) {
    if (group.length > 0 && group[0]!.id !== id) {
      yield group;
      group = [];
    }
    group.push(JSON.parse(line) as Unplaced);
  }
  if (group.length > 0) yield group;
}

/** The first one keeps the id. */
function apart(group: readonly Unplaced[], sharesAudio: boolean): readonly Unplaced[] {
  if (!group.every(({ isNamedByPath }) => isNamedByPath)) return group;
  const byFile = [...grouped(group, ({ audio }) => fileOf(audio)).values()].sort(
    ([a], [b]) => rankOf(a!) - rankOf(b!),
  );
  return byFile.flatMap((rows, place) =>
    ratiosApart(place === 0 ? rows : rows.map(withExtension), sharesAudio),
  );
}

function ratiosApart(rows: readonly Unplaced[], sharesAudio: boolean): readonly Unplaced[] {
  const bySnr = [...grouped(rows, ({ snrDb }) => String(snrDb)).values()];
  return bySnr.flatMap((same, place) => {
    const own = place === 0 ? same : same.map((row) => renamedBy(row, `@${row.snrDb}dB`));
    const [first, ...others] = own as [Unplaced, ...Unplaced[]];
    if (others.length === 0) return first;
    const parts = own.flatMap((row) => row.parts ?? []);
    if (sharesAudio) {
      return { ...first, ...(parts.length > 0 && { parts }), others: others.map(rowOf) };
    }
    return own.map((row, index) => (index === 0 ? row : renamedBy(row, `@${index + 1}`)));
  });
}

/** The noise stays that of the id before. */
function renamedBy(utterance: Unplaced, suffix: string): Unplaced {
  const { id, key = id } = utterance;
  return { ...withId(utterance, id + suffix), key };
}

/** The id as its file has it, extension included: `a.flac`, and of a part `a.flac@0-2`. The noise depends on no other file. */
function withExtension(utterance: Unplaced): Unplaced {
  const { id, audio, key = id } = utterance;
  const suffix = partSuffix(audio);
  const stem = id.slice(0, id.length - suffix.length);
  const own = stem + extname(fileOf(audio)) + suffix;
  return { ...withId(utterance, own), key, note: NAMES_THAT_MEET };
}

function fileOf(audio: AudioReference): string {
  return filesOfAudio(audio)[0]?.path ?? '';
}

/** Of the extension of its file, those that keep their name first; capitals come after. */
function rankOf({ audio }: Unplaced): number {
  const extension = extname(fileOf(audio)).slice(1);
  const rank = AUDIO_FILE_EXTENSIONS.indexOf(extension.toLowerCase());
  const known = rank < 0 ? AUDIO_FILE_EXTENSIONS.length : rank;
  return 2 * known + Number(extension !== extension.toLowerCase());
}

function rowOf({ origin, row, text, speaker, gender, language }: Unplaced): RowOfUtterance {
  return {
    origin,
    row,
    ...(text !== undefined && { text }),
    ...(speaker !== undefined && { speaker }),
    ...(gender !== undefined && { gender }),
    ...(language !== undefined && { language }),
  };
}

function grouped<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

/** Utterances under new ids, until it is their turn: an id only ever grows, so that is always later, and never much. */
class Pending {
  /** The one that comes first is the last. */
  readonly #utterances: Unplaced[] = [];

  add(utterances: readonly Unplaced[]): void {
    if (utterances.length === 0) return;
    for (const utterance of utterances) this.#utterances.push(utterance);
    this.#utterances.sort((a, b) => compareBytes(b.id, a.id));
  }

  /** Those whose ids come before another one, or are it; undefined: all. */
  *before(id: string | undefined): Generator<Unplaced> {
    for (;;) {
      const next = this.#utterances.at(-1);
      if (next === undefined || (id !== undefined && compareBytes(next.id, id) > 0)) return;
      this.#utterances.pop();
      yield next;
    }
  }
}
