import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What is wrong with a data directory, by the rules that Kaldi's utils/validate_data_dir.sh has (and, of segments, its
 * extract-segments); nothing: it is valid. Written from the rules, apart from what awgn reads and writes with.
 */
export function kaldiFaults(folder: string): string[] {
  const faults: string[] = [];
  const lists = new Map<string, List>();
  const listOf = (name: string): List | undefined => {
    if (!lists.has(name) && existsSync(join(folder, name))) {
      lists.set(name, readList(folder, name, faults));
    }
    return lists.get(name);
  };
  const demand = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(fault);
  };
  const demandSameIds = (name: string, ids: readonly string[], other: string): void => {
    const list = listOf(name);
    if (list) demand(list.ids.join(' ') === ids.join(' '), `${name} has not the ids of ${other}`);
  };

  const utt2spk = listOf('utt2spk');
  const spk2utt = listOf('spk2utt');
  const wavScp = listOf('wav.scp');
  if (!utt2spk || !spk2utt || !wavScp) return ['utt2spk, spk2utt or wav.scp is missing'];
  demand(utt2spk.rows.length > 0, 'utt2spk is empty');
  demand(
    utt2spk.rows.every(({ length }) => length === 2),
    'utt2spk has not two columns',
  );
  const pairs = utt2spk.rows.map(([utterance, speaker]) => `${utterance} ${speaker}`);
  const bySpeaker = utt2spk.rows
    .map(([utterance, speaker]): [string, string] => [` ${speaker}`, `${utterance} ${speaker}`])
    .sort((a, b) => bytewise(a[0], b[0]) || bytewise(a[1], b[1]))
    .map(([, line]) => line);
  demand(bySpeaker.join('\n') === pairs.join('\n'), 'utt2spk is not sorted by speakers');
  const inverse = spk2utt.rows.flatMap(([speaker, ...utterances]) =>
    utterances.map((utterance) => `${utterance} ${speaker}`),
  );
  demand(inverse.join('\n') === pairs.join('\n'), 'spk2utt is not the inverse of utt2spk');

  const text = readIfThere(folder, 'text');
  if (text !== undefined) {
    demand(text !== '', 'text is empty');
    demand(!/[^\S \t\n]|\u0085/u.test(text), 'text holds white space that is no blank');
    demand(!/(?<!\w)(<s>|<\/s>|#0)(?!\w)/.test(text), 'text holds a symbol with a meaning');
  }

  const segments = listOf('segments');
  const recordings = segments
    ? [...new Set(segments.rows.map(([, recording]) => recording!))].sort(bytewise)
    : utt2spk.ids;
  const durations = new Map(
    listOf('reco2dur')?.rows.map(([id, seconds]) => [id!, Number(seconds)]),
  );
  for (const row of segments?.rows ?? []) {
    const [id, recording, start, end] = row;
    const isSound = row.length === 4 && Number(start) >= 0 && Number(end) > Number(start);
    demand(isSound, `segments has a bad line: ${id}`);
    const duration = durations.get(recording!);
    // Half a millionth for either number's rounding.
    if (duration !== undefined) demand(Number(end) <= duration + 1e-6, `${id} ends too late`);
  }
  const utterances = segments ? 'segments' : 'wav.scp';
  demandSameIds(utterances, utt2spk.ids, 'utt2spk');
  demandSameIds('wav.scp', recordings, utterances);
  demand(
    wavScp.rows.every((row) => row.length > 1 && !row[1]!.startsWith('~')),
    'wav.scp has a bad path',
  );
  for (const name of ['reco2dur', 'reco2file_and_channel']) {
    demandSameIds(name, recordings, utterances);
  }
  for (const name of ['text', 'utt2dur', 'utt2lang', 'utt2uniq', 'utt2warp', 'utt2num_frames']) {
    demandSameIds(name, utt2spk.ids, 'utt2spk');
  }
  for (const name of ['spk2gender', 'spk2warp', 'cmvn.scp']) {
    demandSameIds(name, spk2utt.ids, 'spk2utt');
  }
  for (const name of ['reco2dur', 'utt2dur']) {
    for (const row of listOf(name)?.rows ?? []) {
      demand(row.length === 2 && Number(row[1]) > 0, `${name} has a bad line: ${row[0]}`);
    }
  }
  for (const row of listOf('spk2gender')?.rows ?? []) {
    demand(row.length === 2 && /^[mf]$/.test(row[1]!), `spk2gender has a bad line: ${row[0]}`);
  }
  for (const row of listOf('reco2file_and_channel')?.rows ?? []) {
    const isSound = row.length === 3 && /^[AB1]$/.test(row[2]!);
    demand(isSound, `reco2file_and_channel has a bad line: ${row[0]}`);
  }
  return faults;
}

interface List {
  readonly rows: readonly (readonly string[])[];
  readonly ids: readonly string[];
}

/** The columns of a list, which must be sorted by different ids and end with a line's end. */
function readList(folder: string, name: string, faults: string[]): List {
  const text = readFileSync(join(folder, name), 'utf8');
  if (text !== '' && !text.endsWith('\n')) faults.push(`${name} ends within a line`);
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const rows = lines.map((line) => line.split(/[ \t]+/).filter((column) => column !== ''));
  const ids = rows.map(([id = '']) => id);
  const isSorted = ids.every((id, i) => i === 0 || bytewise(ids[i - 1]!, id) < 0);
  if (!isSorted) faults.push(`${name} is not sorted, or has an id twice`);
  return { rows, ids };
}

function readIfThere(folder: string, name: string): string | undefined {
  return existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined;
}

function bytewise(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
