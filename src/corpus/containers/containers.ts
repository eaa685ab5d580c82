import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatOfKind } from '../kinds/corpus-formats.ts';
import type { SourceKind } from '../plan/corpus-kind.ts';
import type { OutputOptions } from '../plan/corpus-options.ts';
import { SHARDS_NAME } from '../plan/result-names.ts';
import type { Container } from '../run/container.ts';
import type { CorpusContents } from '../run/corpus-contents.ts';
import { FolderContainer } from './folder/folder-container.ts';
import { FolderContents } from './folder/folder-contents.ts';
import { TarContents } from './tar/tar-contents.ts';

/** Options of a container of any kind. */
export interface ContainerOptions extends OutputOptions {
  readonly from: SourceKind;
  readonly to: SourceKind;
}

/** The container of a corpus. What tar archives need is loaded for them alone. */
export async function createContainer(options: ContainerOptions): Promise<Container> {
  const { from, to } = options;
  if (from === 'webdataset' || to === 'webdataset') {
    const { TarContainer } = await import('./tar/tar-container.ts');
    return new TarContainer(options);
  }
  return new FolderContainer({ ...options, from: formatOfKind(from), to: formatOfKind(to) });
}

/**
 * What a finished corpus says that it holds, by the container that it is in.
 *
 * @param settings of its `awgn.json`, as far as there are any.
 * @throws CorpusError where there are no receipts.
 */
export function contentsOf(
  folder: string,
  settings: Readonly<Record<string, unknown>>,
): CorpusContents {
  return existsSync(join(folder, SHARDS_NAME))
    ? new TarContents(folder)
    : new FolderContents(folder, settings);
}
