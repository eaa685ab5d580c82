import { refuseIdleBound } from './corpus-arguments.ts';
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
  const { flags, input } = parseFlags(
    argv,
    name === 'verify' ? VERIFY_OPTIONS : SUMMARIZE_OPTIONS,
    `awgn ${name}`,
  );
  if (flags.is('help')) return { name: 'help' };
  if (flags.is('version')) return { name: 'version' };
  const [folder, surplus] = input;
  if (!folder || surplus !== undefined) {
    throw new UsageError(
      `${input.length} names are given; expected the folder of a corpus, as in: awgn ${name} noisy/`,
    );
  }
  const isJson = flags.is('json') ?? false;
  if (name === 'summarize') return { name, folder, isJson };
  if (flags.text('source') === undefined) {
    const idle = ['root', 'path-column', 'max-command-output'].find(
      (option) => flags.text(option) !== undefined,
    );
    if (idle !== undefined) {
      throw new UsageError(`--${idle} says how to read --source; expected both; give --source too`);
    }
  }
  refuseIdleBound(flags);
  return {
    name,
    folder,
    source: flags.text('source'),
    root: flags.text('root'),
    allowCommands: flags.is('allow-commands') ?? false,
    mostCommandBytes: flags.byteSize('max-command-output'),
    pathColumn: flags.text('path-column'),
    isJson,
    quiet: flags.is('quiet') ?? false,
  };
}
