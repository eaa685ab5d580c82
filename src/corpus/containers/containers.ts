import { formatOfKind } from '../kinds/corpus-formats.ts';
import type { SourceKind } from '../plan/corpus-kind.ts';
import type { OutputOptions } from '../plan/corpus-options.ts';
import type { Container } from '../run/container.ts';
import { FolderContainer } from './folder/folder-container.ts';

/** Options of a container of any kind. */
export interface ContainerOptions extends OutputOptions {
  readonly from: SourceKind;
  readonly to: SourceKind;
  /** Whether the lists are to have commands that make the audio when it is read, instead of files. */
  readonly isVirtual?: boolean | undefined;
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
