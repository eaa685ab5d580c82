import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CorpusError } from '../../../errors.ts';
import { firstObject, isList } from '../../lists/json-rows.ts';
import type { JsonObject } from '../../utterance.ts';

/** Lists that make up a source: recordings, and perhaps their supervisions; or cuts, which hold both. */
export type LhotseLists =
  | { readonly recordings: string; readonly supervisions: string | undefined }
  | { readonly cuts: string };

type ListKind = 'recordings' | 'supervisions' | 'cuts';

/** `recordings.jsonl.gz`, and `librispeech_recordings_train-clean-5.jsonl.gz` as Lhotse's recipes have it. */
const LIST_NAME = /^(?:.*[_-])?(recordings|supervisions|cuts)(?:[_-].*)?\.jsonl(?:\.gz)?$/;

const CUT_TYPES = ['MonoCut', 'MultiCut', 'MixedCut', 'PaddingCut', 'Cut'];

/** What Lhotse takes an object for. */
export function listKindOf(object: JsonObject): ListKind | undefined {
  if (isList(object.sources)) return 'recordings';
  if (typeof object.type === 'string') {
    return CUT_TYPES.includes(object.type) ? 'cuts' : undefined;
  }
  const isSupervision = typeof object.recording_id === 'string' && typeof object.start === 'number';
  return isSupervision && !('audio_filepath' in object) ? 'supervisions' : undefined;
}

/** Whether a path looks like lists of Lhotse. */
export function isLhotse(source: string): boolean {
  try {
    if (!statSync(source).isDirectory()) {
      const object = firstObject(source);
      return object !== undefined && listKindOf(object) !== undefined;
    }
    return readdirSync(source).some((name) => {
      const kind = kindOfName(name);
      if (kind === undefined || kind === 'supervisions') return false;
      const object = firstObject(join(source, name));
      return object !== undefined && listKindOf(object) === kind;
    });
  } catch {
    return false;
  }
}

/**
 * The lists of a source.
 *
 * @param source one of them, or a folder of them.
 * @throws CorpusError where they cannot be told.
 */
export function lhotseLists(source: string): LhotseLists {
  return statSync(source).isDirectory() ? listsInFolder(source) : listsBeside(source);
}

/** The name of the other list that belongs to a list of recordings or supervisions. */
export function counterpartOf(path: string, from: ListKind, to: ListKind): string {
  const name = basename(path);
  const at = name.lastIndexOf(from);
  if (at < 0) return join(dirname(path), `${to}${/\.jsonl(?:\.gz)?$/.exec(name)?.[0] ?? '.jsonl'}`);
  return join(dirname(path), name.slice(0, at) + to + name.slice(at + from.length));
}

function kindOfName(name: string): ListKind | undefined {
  return LIST_NAME.exec(name)?.[1] as ListKind | undefined;
}

function listsInFolder(source: string): LhotseLists {
  const found = new Map<ListKind, string>();
  for (const name of readdirSync(source).sort()) {
    const kind = kindOfName(name);
    if (kind === undefined) continue;
    const other = found.get(kind);
    if (other !== undefined) {
      throw new CorpusError(
        'ERR_LIST_AMBIGUOUS',
        `${source} has ${basename(other)} and ${name}; expected one list of ${kind}; name the one that is meant`,
      );
    }
    found.set(kind, join(source, name));
  }
  const recordings = found.get('recordings');
  const cuts = found.get('cuts');
  if (recordings !== undefined && cuts !== undefined) {
    throw new CorpusError(
      'ERR_LIST_AMBIGUOUS',
      `${source} has ${basename(recordings)} and ${basename(cuts)}; expected recordings or cuts; name the list that is meant`,
    );
  }
  if (cuts !== undefined) return { cuts };
  if (recordings !== undefined) return { recordings, supervisions: found.get('supervisions') };
  throw new CorpusError(
    'ERR_LIST_MISSING',
    `${source} has no list of recordings and none of cuts; expected recordings.jsonl.gz or cuts.jsonl.gz; name the folder or the list that is meant`,
  );
}

function listsBeside(source: string): LhotseLists {
  const object = firstObject(source);
  const kind = (object && listKindOf(object)) ?? kindOfName(basename(source));
  if (kind === 'cuts') return { cuts: source };
  if (kind === 'recordings') {
    const supervisions = counterpartOf(source, 'recordings', 'supervisions');
    const isThere = supervisions !== source && existsSync(supervisions);
    return { recordings: source, supervisions: isThere ? supervisions : undefined };
  }
  if (kind === 'supervisions') {
    const recordings = counterpartOf(source, 'supervisions', 'recordings');
    if (existsSync(recordings)) return { recordings, supervisions: source };
    throw new CorpusError(
      'ERR_LIST_MISSING',
      `${basename(source)} is a list of supervisions, and ${basename(recordings)} is not beside it; expected the recordings that they are of; put them there`,
    );
  }
  throw new CorpusError(
    'ERR_LIST_MISSING',
    `${basename(source)} is no list of Lhotse's; expected recordings, supervisions or cuts in JSON Lines; name one`,
  );
}
