// Lists of NeMo, Lhotse, CSV and TSV of any bytes. The first byte says which.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLhotse } from '../../../src/corpus/kinds/lhotse/lhotse-reader.ts';
import { nemoFormat } from '../../../src/corpus/kinds/nemo/nemo.ts';
import { csvFormat, tsvFormat } from '../../../src/corpus/kinds/table/table.ts';
import { FOLDER, READ, readRows } from '../rows.ts';

export const mostBytes = 1500;
const recording =
  '{"id":"r","sources":[{"type":"file","channels":[0],"source":"r.wav"}],"sampling_rate":16000,"num_samples":32000,"duration":2.0,"channel_ids":[0]}';
export const seeds = [
  '0{"audio_filepath":"a.wav","duration":1.5,"text":"hello","offset":0.25,"speaker":7,"lang":"en","snr":"10"}\n{"audio_filepath":"b.wav"}\n',
  '0\ufeff{"audio_filepath":"../b.wav","duration":null}\r\n\n[1]\nnot json',
  '1id,path,duration,text,speaker,snr\na,a.wav,1.0,"he said ""hi""",s,3\nb,b.wav,,"two\nlines",,\n',
  '1ID,duration,wav,wav_format,spk_id,snr\n1,2.5,$data_root/x.wav,flac,s1,-3\n',
  '2client_id\tpath\tsentence\tgender\tlocale\nc\ta.mp3\tHello "there"\tmale\ten\n',
  `3{"id":"c","type":"MonoCut","start":0.5,"duration":1.0,"channel":0,"supervisions":[{"id":"s","recording_id":"r","start":0,"duration":1,"text":"t","speaker":"p","custom":{"snr":5}}],"recording":${recording},"custom":{"snr":3}}\n`,
  `4${recording}\n${recording.replace('"r"', '"q"')}\n`,
  `5{"id":"s","recording_id":"r","start":0.0,"duration":1.0,"channel":0,"text":"t","custom":{"snr":3}}\n{"id":"t","recording_id":"x","start":-1,"duration":2}\n`,
].map((text) => Buffer.from(text));

const path = (name: string) => join(FOLDER, name);
const lists = [
  { kind: 'nemo', file: path('nemo.jsonl'), read: nemoFormat.read },
  { kind: 'csv', file: path('list.csv'), read: csvFormat.read },
  { kind: 'tsv', file: path('list.tsv'), read: tsvFormat.read },
  { kind: 'cuts', file: path('cuts.jsonl'), read: readLhotse },
  { kind: 'recordings', file: path('recordings_a.jsonl'), read: readLhotse },
  { kind: 'supervisions', file: path('supervisions.jsonl'), read: readLhotse },
] as const;
writeFileSync(path('recordings.jsonl'), `${recording}\n`);

export async function run(bytes: Uint8Array): Promise<void> {
  const [which = 0] = bytes;
  const { file, read } = lists[which % lists.length]!;
  writeFileSync(file, bytes.subarray(1));
  const snrColumn = which & 64 ? 'snr' : undefined;
  const unit = (which & 128) !== 0 ? 'recording' : 'utterance';
  await readRows(read(file, { ...READ, unit, snrColumn }));
}
