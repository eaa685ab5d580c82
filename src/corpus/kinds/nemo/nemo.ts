import { basename, dirname, join, relative, resolve } from 'node:path';
import { isPart } from '../../../audio-files/audio-part.ts';
import { statedSnrDb } from '../../audio/part-in-recording.ts';
import { membersOf, objectText } from '../../lists/json-members.ts';
import { firstObject, type JsonRow, jsonRows } from '../../lists/json-rows.ts';
import { ListFile } from '../../lists/list-file.ts';
import { RowFault, rowSnrDb } from '../../lists/row-fault.ts';
import { freeName, noiseFields } from '../../plan/added-fields.ts';
import { AudioPaths } from '../../plan/audio-paths.ts';
import type {
  CorpusEntry,
  CorpusFormat,
  CorpusWriter,
  ReadOptions,
  WriteOptions,
} from '../../plan/corpus-kind.ts';
import { faultOfId, idOfPath, keyOfPath, placeOf } from '../../plan/output-place.ts';
import type { CorpusRow, JsonValue, Utterance } from '../../utterance.ts';

/** NVIDIA NeMo's manifests: JSON Lines of `audio_filepath`, `duration`, `text`. `Utterance.row` is the line itself. */
export const nemoFormat: CorpusFormat = {
  kind: 'nemo',
  knowsCommands: false,
  alwaysSuffixed: false,
  sharesAudio: true,
  recognises: (source) => typeof firstObject(source)?.audio_filepath === 'string',
  read: readNemo,
  idFor: ({ id }) => {
    const fault = faultOfId(id);
    return fault === undefined ? { id } : { fault };
  },
  placeFor: (_, output) => `audio/${placeOf(output.id)}`,
  createWriter: (options) => new NemoWriter(options),
};

async function* readNemo(source: string, options: ReadOptions): AsyncGenerator<CorpusRow> {
  const base = resolve(options.root ?? dirname(source));
  const paths = new AudioPaths(dirname(source), options.root);
  yield* jsonRows(source, basename(source), (row) => utteranceOf(row, base, paths, options));
}

function utteranceOf(
  { origin, text: row, fields }: JsonRow,
  base: string,
  paths: AudioPaths,
  { snrColumn, unit }: ReadOptions,
): Utterance {
  const name = fields.requiredText('audio_filepath');
  const found = paths.resolve(name);
  if ('fault' in found) throw new RowFault(found.fault);
  const durationSeconds = fields.seconds('duration');
  const startSeconds = fields.seconds('offset');
  if (durationSeconds === 0) {
    throw new RowFault('a part of 0 seconds; expected a duration above 0; correct the row');
  }
  const id = idOfPath(found.path, base);
  const fault = faultOfId(id);
  if (fault !== undefined) throw new RowFault(fault);

  const part = {
    ...(startSeconds !== undefined && { startSeconds }),
    ...(durationSeconds !== undefined && { durationSeconds }),
  };
  const text = fields.text('text');
  const speaker = fields.name('speaker');
  const gender = fields.text('gender');
  const language = fields.text('lang') ?? fields.text('language');
  return {
    id,
    isNamedByPath: true,
    ...keyOfPath(found.path, base, id),
    // As NeMo reads it: from the offset, which is 0 unless given, for the duration.
    audio: { type: 'file', ...found, name, ...(unit === 'utterance' && part) },
    ...(unit === 'recording' && { parts: [{ id, origin, ...part }] }),
    origin,
    ...(text !== undefined && { text }),
    ...(speaker !== undefined && { speaker }),
    ...(gender !== undefined && { gender }),
    ...(language !== undefined && { language }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(snrColumn !== undefined && { snrDb: rowSnrDb(fields.value(snrColumn), snrColumn) }),
    row,
  };
}

/** Fields that are ours, which a manifest that was made before has too: they are replaced. */
const NOISE_FIELD = 'awgn';
const ORIGINAL_PATH = 'orig_audio_filepath';
const ORIGINAL_OFFSET = 'orig_offset';

class NemoWriter implements CorpusWriter {
  readonly #file: ListFile;
  readonly #options: WriteOptions;

  constructor(options: WriteOptions) {
    this.#options = options;
    const name = options.sourceKind === 'nemo' ? basename(options.source) : 'manifest.jsonl';
    this.#file = new ListFile(join(options.folder, name), options.tree);
  }

  add(entry: CorpusEntry): void {
    const { utterance, receipt } = entry;
    const isOwn = this.#options.sourceKind === 'nemo';
    const source = isOwn ? membersOf(utterance.row as string) : new Map<string, string>();
    const members = new Map(source);
    const put = (name: string, value: JsonValue | undefined): void => {
      if (value !== undefined) members.set(name, JSON.stringify(value));
    };

    const snrDb = statedSnrDb(entry);
    if (snrDb === undefined) return;
    const part = utterance.parts?.[0];
    put('audio_filepath', entry.audioPath);
    const isWhole = part === undefined || !isPart(part);
    if (isWhole) put('duration', receipt.frames / receipt.sample_rate);
    if (isOwn) this.#carryTextPath(source, put);
    else {
      put('text', utterance.text ?? '');
      put('speaker', utterance.speaker);
      put('gender', utterance.gender);
      put('lang', utterance.language);
    }
    const offset = source.get('offset');
    if (isWhole) members.delete('offset');
    members.delete(ORIGINAL_OFFSET);
    const original = source.get('audio_filepath');
    if (original !== undefined) members.set(ORIGINAL_PATH, original);
    if (isWhole && offset !== undefined && offset !== 'null') members.set(ORIGINAL_OFFSET, offset);

    const putFree = (name: string, value: JsonValue | undefined): void =>
      put(
        freeName(name, (taken) => source.has(taken)),
        value,
      );
    putFree('snr_db', snrDb);
    putFree('label', entry.label);
    putFree('clean_filepath', entry.cleanPath);
    putFree('noise_filepath', entry.noisePath);
    put(NOISE_FIELD, noiseFields(entry));
    this.#file.line(objectText(members));
  }

  async finish(): Promise<void> {
    this.#file.commit();
  }

  /** A transcript in a file of its own stays where it is: the new manifest names it from its own place. */
  #carryTextPath(
    source: ReadonlyMap<string, string>,
    put: (name: string, value: JsonValue) => void,
  ): void {
    const path = JSON.parse(source.get('text_filepath') ?? 'null') as JsonValue;
    if (typeof path !== 'string' || path.startsWith('/')) return;
    const { folder, source: manifest } = this.#options;
    put('text_filepath', relative(folder, resolve(dirname(manifest), path)).replaceAll('\\', '/'));
  }
}
