// The main job on the samples: every WAV of this folder at some SNR, 10 dB unless another is given, into noisy/.
//
//     npm start              at 10 dB
//     npm start -- 0         at 0 dB

import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addNoiseToFile } from 'awgn';

const here = fileURLToPath(new URL('.', import.meta.url));
const noisy = join(here, 'noisy');
const snrDb = Number(process.argv[2] ?? 10);

mkdirSync(noisy, { recursive: true });
const names = readdirSync(here).filter((name) => name.endsWith('.wav'));

const rows = [['file', 'format', 'level dBFS', 'SNR asked', 'achieved', 'clipped', '× real time']];
for (const name of names) {
  const started = performance.now();
  const receipt = await addNoiseToFile(join(here, name), join(noisy, name), {
    snrDb,
    seed: 1,
    // The name of the file is the key: the same noise for the same file, whatever else is in the folder.
    key: basename(name, '.wav'),
    overwrite: true,
  });
  const seconds = (performance.now() - started) / 1000;
  rows.push([
    name,
    `${receipt.encoding} ${receipt.sample_rate} Hz × ${receipt.channels}`,
    receipt.signal_dbfs.toFixed(2),
    `${receipt.snr_target_db} dB`,
    `${receipt.snr_achieved_db.toFixed(3)} dB`,
    String(receipt.clipped),
    (receipt.frames / receipt.sample_rate / seconds).toFixed(0),
  ]);
}

const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
for (const row of rows) {
  console.log(
    row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '),
  );
}
console.log(
  `\n${names.length} noisy files in samples/noisy/. Listen: play samples/noisy/${names[0]}`,
);
