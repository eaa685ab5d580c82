import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CorpusFormat } from '../corpus-kind.ts';

export const DIRECTORY: CorpusFormat = {
  kind: 'directory',
  recognises: (source) => statSync(source).isDirectory(),
  async *read(source) {
    for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.wav')) continue;
      const id = name.slice(0, -4);
      yield {
        id,
        place: id,
        origin: name,
        audio: { type: 'file', path: resolve(join(source, name)), name },
        row: null,
      };
    }
  },
  alwaysSuffixed: false,
  idFor: ({ id }) => ({ id }),
  placeFor: ({ place, id }, { suffix }) => `${place ?? id}${suffix}`,
  createWriter: () => ({ add() {}, async finish() {} }),
};
