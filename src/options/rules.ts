import { noiseOptions } from './noise-table.ts';
import type { Option } from './option.ts';

/** Options as somebody gave them, under the names of their flags whoever it was. */
export interface Given {
  /** The value of an option; undefined where it was not given. */
  value(name: string): unknown;
  /** The option, with a value or without, as whoever gave it writes it: `--level peak`, `level`. */
  written(name: string, value?: unknown): string;
  /** True if there is a command line to show the right one of. */
  readonly isCommand: boolean;
}

/** What is wrong with options beside each other, in words; undefined where nothing is. */
export type Rule = (given: Given) => string | undefined;

/** The first fault that rules find. */
export function faultOf(rules: readonly Rule[], given: Given): string | undefined {
  for (const rule of rules) {
    const fault = rule(given);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Whether an option is given, and not to say that what it stands for is not wanted. */
function isOn({ value }: Given, name: string): boolean {
  return value(name) !== undefined && value(name) !== false;
}

/**
 * Of several options at most one; exactly one where there is an example.
 *
 * @param matter what each of them says: `how strong the noise is`.
 */
export function alternatives(names: readonly string[], matter: string, example?: string): Rule {
  return (given) => {
    const found = names.filter((name) => isOn(given, name)).map((name) => given.written(name));
    if (found.length === 1 || (found.length === 0 && example === undefined)) return undefined;
    const known = names.map((name) => given.written(name));
    const says = found.length === 0 ? 'nothing says' : `${found.join(' and ')} both say`;
    const expected =
      found.length === names.length
        ? 'one of them'
        : `one of ${known.slice(0, -1).join(', ')} and ${known.at(-1)}`;
    const shown = example === undefined || !given.isCommand ? '' : `, as in: ${example}`;
    return `${says} ${matter}; expected ${expected}${shown}`;
  };
}

/** An option that is of use with another one alone. */
export function requires(
  name: string,
  other: string,
  reason: string,
  remedy = 'leave it out',
): Rule {
  return (given) =>
    isOn(given, name) && !isOn(given, other)
      ? `${given.written(name)} is for ${given.written(other)}; ${reason}; ${remedy}`
      : undefined;
}

/**
 * Two options that do not go together.
 *
 * @param values of the second one; all but false unless given.
 */
export function excludes(
  [name, other]: readonly [string, string],
  reason: string,
  {
    values,
    remedy = 'leave one of them out',
  }: { values?: readonly unknown[]; remedy?: string } = {},
): Rule {
  return (given) => {
    const found = given.value(other);
    const isFound = values === undefined ? isOn(given, other) : values.includes(found);
    if (!isOn(given, name) || !isFound) return undefined;
    const second = given.written(other, values === undefined ? undefined : found);
    return `${given.written(name)} and ${second}: ${reason}; ${remedy}`;
  };
}

/** What is for noise in a ratio to the signal, beside noise that is not. */
export const ofRatio: Rule = (given) => {
  if (given.value('std') === undefined && given.value('noise-level') === undefined) {
    return undefined;
  }
  const idle = noiseOptions().find(
    ({ name, isOfRatio }: Option) => isOfRatio === true && isOn(given, name),
  );
  return idle === undefined
    ? undefined
    : `${given.written(idle.name)} is for ${given.written('snr')}; the noise asked for does not depend on the signal; leave it out`;
};

/** Refuses what a signal that is followed live cannot have. */
export function liveRule(options: readonly Option[]): Rule {
  return (given) => {
    if (!isOn(given, 'live')) return undefined;
    for (const { name, live } of options) {
      const value = given.value(name);
      const only = live?.only ?? [];
      if (live === undefined || value === undefined || only.includes(value)) continue;
      const isName = typeof only[0] === 'string';
      const isShown = isName || value === false;
      const remedy = isName
        ? `expected ${only.join(' or ')}, or leave it out`
        : 'leave one of them out';
      return `${given.written('live')} and ${given.written(name, isShown ? value : undefined)}: ${live.reason}; ${remedy}`;
    }
    return undefined;
  };
}

/** FLAC, where it is asked for, with an encoding that it does not hold. */
export const storableInFlac: Rule = ({ value, written }) => {
  const encoding = value('encoding');
  if (value('container') !== 'flac' || encoding === undefined) return undefined;
  return /^[su]\d/.test(String(encoding))
    ? undefined
    : `${written('container', 'flac')} and ${written('encoding', encoding)}: FLAC holds integers; give ${written('encoding', 's24')}, or leave one of them out`;
};

/** Options of which one says how strong the noise is. */
export const STRENGTHS: readonly string[] = ['snr', 'snr-envelope', 'noise-level', 'std'];

/** What {@link noiseOptions} may not say beside each other. */
export function noiseRules(): readonly Rule[] {
  return [
    alternatives(STRENGTHS, 'how strong the noise is', 'awgn --snr 10 in.wav out.wav'),
    requires('mean', 'std', 'noise of a given SNR or level has mean 0'),
    ofRatio,
    excludes(['exact', 'std'], 'only noise in a ratio to a signal is made exact'),
    excludes(['exact', 'noise-level'], 'only noise in a ratio to a signal is made exact'),
    excludes(['exact', 'signal-level'], 'a level that is given is not measured'),
    excludes(['signal-level', 'channels'], 'one level is given, and each channel needs its own', {
      values: ['separate'],
    }),
    excludes(['signal-level', 'remove-dc'], 'a level that is given is not measured', {
      remedy: 'give the level without the DC, and leave out the other',
    }),
    weightedLevel,
  ];
}

/** What weights the noise must measure it. */
function weightedLevel(given: Given): string | undefined {
  const level = given.value('level');
  if (level !== 'a-weighted' && level !== 'loudness') return undefined;
  const idle =
    given.value('exact') === false
      ? given.written('exact', false)
      : isOn(given, 'signal-level') && given.written('signal-level');
  return idle
    ? `${given.written('level', level)} weights the noise too, and so must measure it; leave out ${idle}`
    : undefined;
}
