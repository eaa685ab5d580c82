import { VERIFY_SOURCE_RULES } from '../corpus/requests/verify-options.ts';
import { SUMMARIZE_OPTIONS, VERIFY_OPTIONS } from './corpus-options.ts';
import { parseFlags } from './flags.ts';
import { UsageError } from './usage-error.ts';

/** What `awgn verify` and `awgn summarize` are asked for. */
export type AuditCommand =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | {
      readonly name: 'verify';
      readonly folder: string;
      /** Where the clean audio is, to compute the ratios anew. */
      readonly source: string | undefined;
      readonly root: string | undefined;
      readonly allowCommands: boolean;
      readonly mostCommandBytes: number | undefined;
      readonly pathColumn: string | undefined;
      readonly isJson: boolean;
      readonly quiet: boolean;
    }
  | { readonly name: 'summarize'; readonly folder: string; readonly isJson: boolean };

/**
 * Understands what stands after the name of the command.
 *
 * @throws UsageError in one line: what was found and what was expected.
 */
export function parseAudit(name: 'verify' | 'summarize', argv: readonly string[]): AuditCommand {
  if (name === 'summarize') {
    const line = parseFlags(argv, SUMMARIZE_OPTIONS, 'awgn summarize');
    if (line.wants) return { name: line.wants };
    return { name, folder: folderOf(name, line.files), ...line.read([]) };
  }
  const line = parseFlags(argv, VERIFY_OPTIONS, 'awgn verify');
  if (line.wants) return { name: line.wants };
  return { name, folder: folderOf(name, line.files), ...line.read(VERIFY_SOURCE_RULES) };
}

function folderOf(name: string, files: readonly string[]): string {
  const [folder, surplus] = files;
  if (folder && surplus === undefined) return folder;
  throw new UsageError(
    `${files.length} names are given; expected the folder of a corpus, as in: awgn ${name} noisy/`,
  );
}
