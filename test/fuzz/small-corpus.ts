import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseCorpus } from '../../src/cli/corpus-arguments.ts';
import { createContainer } from '../../src/corpus/containers/containers.ts';
import type { CorpusReceipt } from '../../src/corpus/plan/corpus-receipt.ts';
import { settingsOf } from '../../src/corpus/requests/corpus-settings.ts';
import type { CorpusOptions } from '../../src/corpus/run/run-options.ts';
import { createWavFormat } from '../../src/formats/wav/wav-format.ts';
import { WavWriter } from '../../src/formats/wav/wav-writer.ts';
import { mustEqual } from './expect.ts';
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

  async options(use: CorpusOptions['use']): Promise<CorpusOptions> {
    const command = parseCorpus([this.source, this.folder, '--jobs', '1', ...this.#args]);
    if (command.name !== 'corpus') throw new Error('no corpus');
    const container = await createContainer({ ...command, from: 'nemo', to: 'nemo' });
    return { ...command, container, use, settings: settingsOf(command, 'nemo', 'nemo') };
  }

  read(name: string): Buffer {
    return readFileSync(join(this.folder, name));
  }

  /** Has the folder hold the audio alone, as an interrupted run may leave it. */
  restore(audio: ReadonlyMap<string, Buffer>): void {
    for (const name of ['receipts.jsonl', 'awgn.json', 'failures.jsonl', 'list.jsonl']) {
      rmSync(join(this.folder, name), { force: true });
    }
    for (const [name, bytes] of audio) {
      const path = join(this.folder, name);
      if (!existsSync(path) || !readFileSync(path).equals(bytes)) writeFileSync(path, bytes);
    }
  }

  /** Nothing is beside the corpus that was not, and the source is as it was. */
  mustBeAlone(): void {
    const found = readdirSync(this.root).sort();
    mustEqual(found, ['noisy', 'source'], 'what lies beside the corpus');
    const source = readdirSync(join(this.root, 'source')).sort();
    mustEqual(source, ['a.wav', 'b.wav', 'list.jsonl'], 'what the source has');
  }
}

/** The receipts of a corpus. */
export function receiptsIn(folder: string): CorpusReceipt[] {
  return readFileSync(join(folder, 'receipts.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as CorpusReceipt);
}

function toneOf(cycles: number): Uint8Array {
  const format = createWavFormat({ sampleRate: 8000, encoding: 's16', numberOfChannels: 1 });
  const writer = new WavWriter({ format, numberOfFrames: FRAMES });
  const tone = Float32Array.from({ length: FRAMES }, (_, i) => 0.25 * Math.sin(i * cycles));
  const samples = writer.write({ format, frameIndex: 0, channelData: [tone] });
  return Buffer.concat([writer.header(), samples, writer.end()]);
}
