import type { Utterance } from '../../utterance.ts';

/**
 * The id that an utterance of another kind has in a data directory: its speaker, `-`, its own id, or that alone where it
 * begins so.
 */
export function kaldiIdOf({
  id,
  speaker,
}: Pick<Utterance, 'id' | 'speaker'>): { id: string } | { fault: string } {
  if (/\p{Cs}/u.test(id)) {
    return { fault: `the id ${JSON.stringify(id)} is no text; expected Unicode; rename it` };
  }
  const plain = id.replace(/[\s\p{Cc}]/gu, '_').replaceAll(/[/\\]/g, '-');
  if (plain === '')
    return { fault: 'an empty id; expected one of the characters of a name; add one' };
  const owner = kaldiSpeakerOf(speaker);
  if (owner === undefined || plain === owner || plain.startsWith(`${owner}-`)) return { id: plain };
  return { id: `${owner}-${plain}` };
}

/**
 * The id that a speaker of another kind has in a data directory; undefined for none.
 *
 * Lists must be in order of utterances and of speakers at once (utils/validate_data_dir.sh). They are when utterances
 * begin with their speaker and `-`, and speakers hold no character up to that one: else `Ann-Mae-1` of `Ann-Mae` would
 * come before `Ann-x` of `Ann`. Such characters become `_`.
 */
export function kaldiSpeakerOf(speaker: string | undefined): string | undefined {
  const plain = speaker?.replace(/[\s\p{Cc}\p{Cs}!-\-/\\]/gu, '_');
  return plain === '' ? undefined : plain;
}
