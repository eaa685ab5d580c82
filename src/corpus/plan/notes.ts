// What `Utterance.note` says, in the plural: notes of one sort are counted and told in a line.

/** Of a file that has its extension in its id. */
export const NAMES_THAT_MEET =
  'files that keep their extension in their id, since a file of that name in another format is beside them';

/** Of a row that another one's output is for, too. */
export const SHARED_AUDIO = 'rows of the same audio as another row, whose output is theirs, too';
