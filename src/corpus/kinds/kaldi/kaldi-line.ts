import { existsSync } from 'node:fs';
import { audioOfCommand } from '../../audio/decoding-command.ts';
import type { AudioPaths } from '../../plan/audio-paths.ts';
import type { AudioFile, AudioReference } from '../../utterance.ts';
import type { KaldiFile } from './kaldi-files.ts';
import { beginsWithType } from './line-types.ts';

/** A line in its two parts, or what is wrong with it; its id too where it has a sound one. */
export type KaldiLine =
  | { readonly id: string; readonly value: string }
  | { readonly id?: string; readonly fault: string };

/** Splits a line at its first blanks and looks whether its file may have such a line. Undefined for an empty line. */
export function parseKaldiLine(
  text: string,
  { name, role, isKnown }: KaldiFile,
): KaldiLine | undefined {
  const trimmed = trimBlanks(text);
  if (trimmed === '') return undefined;
  const line = beginsWithType(name)
    ? trimmed.replace(/^([^ \t]+)[ \t]+([^ \t]+)/, '$2 $1')
    : trimmed;
  const end = line.search(/[ \t]/);
  const id = end < 0 ? line : line.slice(0, end);
  const value = end < 0 ? '' : trimBlanks(line.slice(end));
  if (/[\s\p{Cc}]/u.test(id)) {
    return {
      fault: `the id ${shorten(id)} holds white space or a control character; expected an id without; rename it`,
    };
  }
  const fault = isKnown ? faultOfValue(value, name, role) : undefined;
  return fault === undefined ? { id, value } : { id, fault };
}

function faultOfValue(value: string, name: string, role: KaldiFile['role']): string | undefined {
  if (role === 'segments') return faultOfSegment(value.split(/[ \t]+/));
  // An utterance may have no words.
  if (name === 'text') return undefined;
  if (value === '') return `an id and nothing else; expected a second column in ${name}; add it`;
  if (name === 'utt2spk' && /[\s\p{Cc}]/u.test(value)) {
    return `the speaker ${shorten(value)} holds white space; expected two columns; rename the speaker`;
  }
  return undefined;
}

/** As Kaldi's extract-segments has it: an end of -1 is that of the recording, and a channel from 0 may follow. */
function faultOfSegment(columns: readonly string[]): string | undefined {
  const [, startText = '', endText = '', channelText] = columns;
  if (columns.length !== 3 && columns.length !== 4) {
    return `${columns.length + 1} columns; expected utterance, recording, start and end in seconds; mend the line`;
  }
  if (channelText !== undefined && !/^\d{1,4}$/.test(channelText)) {
    return `a channel ${shorten(channelText)}; expected its number, from 0; mend the line`;
  }
  const start = secondsOf(startText);
  const end = endText === '-1' ? Number.POSITIVE_INFINITY : secondsOf(endText);
  if (start === undefined || end === undefined) {
    return `times ${shorten(`${startText} ${endText}`)}; expected two numbers of seconds; mend the line`;
  }
  if (end <= start) {
    return `a segment from ${startText} s to ${endText} s; expected an end after its start; mend the line`;
  }
  return undefined;
}

/** A time or duration; undefined for what is none. */
export function secondsOf(text: string): number | undefined {
  if (!/^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const seconds = Number(text);
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** What a value of wav.scp points to, or what is wrong with it. */
export function audioOf(
  value: string,
  paths: AudioPaths,
  allowCommands: boolean,
): AudioReference | { fault: string } {
  if (value.endsWith('|')) {
    const command = value.slice(0, -1).trim();
    if (command === '') return { fault: 'an empty command; expected a path; mend the line' };
    return audioOfCommand(command, paths, allowCommands);
  }
  if (value === '-' || value.startsWith('|')) {
    return {
      fault: `${shorten(value)}; expected a path or a command with | at its end; mend the line`,
    };
  }
  if (/\.ark:\d+$/.test(value)) {
    return {
      fault: `${shorten(value)}, a place in an archive; expected an audio file; unpack it with wav-copy`,
    };
  }
  const found = paths.resolve(value);
  if ('fault' in found) return found;
  const file: AudioFile = { type: 'file', name: value, ...found };
  return /[ \t]/.test(value) && !existsSync(file.path) ? (filesOf(value, paths) ?? file) : file;
}

/** Files for the channels of one recording, as ESPnet lists them; undefined where it is not that. */
function filesOf(value: string, paths: AudioPaths): AudioReference | undefined {
  const files: AudioFile[] = [];
  for (const name of value.split(/[ \t]+/)) {
    const found = paths.resolve(name);
    if ('fault' in found || !existsSync(found.path)) return undefined;
    files.push({ type: 'file', name, ...found });
  }
  return { type: 'files', files };
}

const MOST_SHOWN = 80;

function shorten(text: string): string {
  return JSON.stringify(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);
}

/** Without blanks at both ends: what Unicode calls white space beside those is text. */
function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (start < end && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}
