import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { measureFile } from '../../src/analysis/measure-file.ts';
import { measurementCsvHeader, measurementCsvLine } from '../../src/analysis/measurement-csv.ts';
import {
  measurementTableHeader,
  measurementTableLine,
} from '../../src/analysis/measurement-table.ts';
import { SAMPLE_FILES, SAMPLES } from '../tools/wav-files.ts';

const measured = await measureFile(
  join(SAMPLES, 'two-speakers-8khz-s16-3-channels-extensible.wav'),
);

/** Cells of a line of CSV without line breaks in its cells. */
function cellsOf(line: string): string[] {
  expect(line).toMatch(/\r\n$/);
  return [...line.slice(0, -2).matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .map(([, cell]) => cell!.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"'))
    .slice(0, -1);
}

const csv = (changes: Partial<typeof measured>) => measurementCsvLine({ ...measured, ...changes });

describe('CSV', () => {
  test('has a cell under each title, with all digits', () => {
    const titles = cellsOf(measurementCsvHeader());
    const cells = cellsOf(csv({}));
    expect(cells.length).toBe(titles.length);
    expect(new Set(titles).size).toBe(titles.length);
    expect(Number(cells[titles.indexOf('rms_dbfs')])).toBe(measured.rms_dbfs);
    expect(cells[titles.indexOf('silent_channels')]).toBe('3');
  });

  test('quotes commas, quotes and line breaks', () => {
    expect(csv({ source: 'a,"b"\n.wav' })).toMatch(/^"a,""b""\n\.wav",RIFF/);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '=HYPERLINK("x")', '-1 -2'])(
    'keeps spreadsheets from running the file name %j',
    (source) => {
      expect(csv({ source })).toMatch(/^"?'/);
    },
  );

  test('leaves negative numbers what they are', () => {
    expect(csv({ source: 'a' })).toMatch(/^a,RIFF,s16,8000,3,11366,1\.42075,-29\.09/);
    const [first] = measured.by_channel;
    const channels = [-0.25, 0.1, -1e-7].map((dc) => ({ ...first!, dc }));
    expect(csv({ by_channel: channels })).toMatch(/,-0\.25\r\n$/);
  });

  test('leaves cells empty for what there is none of', () => {
    const cells = cellsOf(csv({ loudness_lufs: null, warnings: [] }));
    expect(cells[cellsOf(measurementCsvHeader()).indexOf('loudness_lufs')]).toBe('');
  });
});

describe('the table', () => {
  test('has its columns aligned for every sample', async () => {
    const header = measurementTableHeader();
    const column = header.indexOf('file');
    for (const name of SAMPLE_FILES) {
      const path = join(SAMPLES, name);
      const line = measurementTableLine(await measureFile(path));
      expect(line.slice(column).startsWith(path)).toBe(true);
      expect(line.slice(0, column).trimEnd().length).toBe(column - 2);
      expect(line).not.toContain('\n');
    }
  });

  test('remarks on silent channels, clipping and a spread', () => {
    const line = measurementTableLine({
      ...measured,
      clipped_runs: 2,
      longest_full_scale_run: 17,
      container: 'RF64',
    });
    expect(line).toMatch(
      /\(channel 3 silent; channels 3\.3 dB apart; clipped in 2 runs, the longest of 17 samples; RF64\)$/,
    );
    expect(measurementTableLine({ ...measured, frames: 0 })).toContain('(no samples');
    expect(measurementTableLine({ ...measured, silent_channels: [1, 2, 3] })).toContain('(silent');
  });
});
