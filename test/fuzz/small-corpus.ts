import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCorpus } from '../../src/cli/corpus-arguments.ts';
import { settingsOf } from '../../src/cli/corpus-settings.ts';
import { formatOfKind } from '../../src/corpus/corpus-formats.ts';
import type { CorpusKind } from '../../src/corpus/corpus-kind.ts';
import type { CorpusOptions } from '../../src/corpus/corpus-options.ts';
import { createWavFormat } from '../../src/wav/wav-format.ts';
import { WavWriter } from '../../src/wav/wav-writer.ts';
import { FOLDER } from './rows.ts';

const FRAMES = 120;

/** A folder with a list of two short files, and what makes a corpus of it as the command line does. */
export class SmallCorpus {
  /** Holds `source` and `noisy`, and nothing else. */
  readonly root: string = mkdtempSync(join(FOLDER, 'corpus-'));
  readonly source: string = join(this.root, 'source', 'list.jsonl');
  readonly folder: string = join(this.root, 'noisy');
  readonly #args: readonly string[];

  constructor(args: readonly string[]) {
    this.#args = args;
    mkdirSync(join(this.root, 'source'));
    for (const [index, name] of ['a', 'b'].entries()) {
      writeFileSync(join(this.root, 'source', `${name}.wav`), toneOf(index + 1));
    }
    writeFileSync(this.source, '{"audio_filepath":"a.wav"}\n{"audio_filepath":"b.wav"}\n');
  }

  options(use: CorpusOptions['use']): CorpusOptions {
    const command = parseCorpus([this.source, this.folder, '--jobs', '1', ...this.#args]);
    if (command.name !== 'corpus') throw new Error('no corpus');
    const from = formatOfKind('nemo' as CorpusKind);
    return { ...command, from, to: from, use, settings: settingsOf(command, 'nemo', 'nemo') };
  }

  read(name: string): Buffer {
    return readFileSync(join(this.folder, name));
  }
}

function toneOf(cycles: number): Uint8Array {
  const format = createWavFormat({ sampleRate: 8000, encoding: 's16', numberOfChannels: 1 });
  const writer = new WavWriter({ format, numberOfFrames: FRAMES });
  const tone = Float32Array.from({ length: FRAMES }, (_, i) => 0.25 * Math.sin(i * cycles));
  const samples = writer.write({ format, frameIndex: 0, channelData: [tone] });
  return Buffer.concat([writer.header(), samples, writer.end()]);
}
