// What `Utterance.note` says, in the plural: notes of one sort are counted and told in a line.

/** Of a file that has its extension in its id. */
export const NAMES_THAT_MEET =
  'files that keep their extension in their id, since a file of that name in another format is beside them';

/** Of a row that another one's output is for, too. */
export const SHARED_AUDIO = 'rows of the same audio as another row, whose output is theirs, too';

/** Of a row whose recording stays whole under several rows. */
export const SHARED_RECORDING =
  'rows of the same recording as another row: it stays whole, and has one draw for them all';

/** Of a recording that stays whole under its utterances. */
export const WHOLE_RECORDING =
  'recordings that stay whole, each with one draw for all of its utterances, whose own SNRs the lists state';
