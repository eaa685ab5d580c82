import { createHash } from 'node:crypto';
import { fileNameOf } from '../../plan/audio-paths.ts';
import type { CorpusFormat } from '../../plan/corpus-kind.ts';
import { kaldiIdOf, kaldiSpeakerOf } from './kaldi-id.ts';
import { isKaldiDirectory, readKaldi } from './kaldi-reader.ts';
import { KaldiWriter } from './kaldi-writer.ts';

/** Kaldi's data directories: `wav.scp`, `segments`, `text`, `utt2spk` and what else has their ids. */
export const KALDI: CorpusFormat = {
  kind: 'kaldi',

  knowsCommands: true,

  /** Results are combined with their sources (utils/combine_data.sh), whose ids they must not have. */
  alwaysSuffixed: true,
  sharesAudio: false,

  recognises: isKaldiDirectory,

  read: readKaldi,

  speakerFor: kaldiSpeakerOf,
  idFor: kaldiIdOf,

  /**
   * In one of 256 folders by a hash of the utterance's id, all copies in one. That is even for any ids and any number
   * of speakers, and a million files are 4,000 a folder, which file systems over a network still list.
   */
  placeFor({ id }, output) {
    const folder = createHash('sha256').update(id).digest('hex').slice(0, 2);
    return `audio/${folder}/${fileNameOf(output.id)}`;
  },

  createWriter: (options) => new KaldiWriter(options),
};
