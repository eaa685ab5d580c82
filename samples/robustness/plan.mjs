// Who says what, how often, and in how much noise.

/** Voices of espeak-ng: language + variant. No variant of the one list is in the other. */
const TRAINING_VOICES = [
  'en-us+m1',
  'en-gb+m3',
  'en-us+m4',
  'en-gb-scotland+m5',
  'en-us+m7',
  'en-us+f1',
  'en-gb+f2',
  'en-us+f4',
  'en-gb+f5',
  'en-gb-x-rp+m8',
];
const HELD_OUT_VOICES = ['en-us+m2', 'en-gb+m6', 'en-us+f3', 'en-gb+linda'];

const WORDS = 'zero one two three four five six seven eight nine'.split(' ');

/** The whole experiment. Speeds in words a minute, pitches on espeak-ng's scale of 0 to 99. */
export const FULL = {
  words: WORDS,
  trainingVoices: TRAINING_VOICES,
  heldOutVoices: HELD_OUT_VOICES,
  trainingManners: manners([140, 180], [40, 60]),
  heldOutManners: manners([150, 165], [35, 50, 65]),
  epochs: 30,
  seeds: [1, 2, 3, 4, 5],
  testSnrsDb: [Infinity, 20, 15, 10, 5, 0, -5],
  testColors: ['white', 'pink'],
};

/** Whether all of it runs, in seconds: its accuracies say nothing. */
export const QUICK = {
  ...FULL,
  words: WORDS.slice(0, 3),
  trainingVoices: TRAINING_VOICES.slice(0, 2),
  heldOutVoices: HELD_OUT_VOICES.slice(0, 1),
  epochs: 6,
  seeds: [1],
  testSnrsDb: [Infinity, 10, -5],
  testColors: ['white'],
};

function manners(speeds, pitches) {
  return speeds.flatMap((speed) => pitches.map((pitch) => ({ speed, pitch })));
}

const CLEAN_SHARE = 0.2;
const EASIEST_DB = 30;
const HARDEST_DB = 0;
/** The hardest noise is reached after this share of the epochs; the rest train on the whole range. */
const RAMP_SHARE = 2 / 3;

/**
 * The curriculum: what noise an utterance may get in an epoch.
 *
 * @returns the share that stays clean, and the range of the SNR of the others: it opens downwards from 30 dB to 0 dB.
 */
export function curriculum(epoch, epochs) {
  const progress = Math.min(1, epoch / Math.max(1, (epochs - 1) * RAMP_SHARE));
  const lowDb = EASIEST_DB + (HARDEST_DB - EASIEST_DB) * progress;
  return { cleanShare: CLEAN_SHARE, lowDb, highDb: EASIEST_DB };
}
