import { CorpusError } from '../../errors.ts';
import { NOISE_STREAM_VERSION } from '../../noise/normal-stream.ts';
import { type Option, propertyOf, snakeCase } from '../../options/option.ts';
import { WrongValue } from '../../options/option-types.ts';
import { VERSION } from '../../version.ts';
import { type ContainerOptions, createContainer } from '../containers/containers.ts';
import { parseOwnJson } from '../lists/own-json.ts';
import type { SourceKind } from '../plan/corpus-kind.ts';
import { CORPUS_SETTINGS, type CorpusSettings, planningOf } from '../plan/corpus-table.ts';
import { SETTINGS_NAME } from '../plan/result-names.ts';
import type { Container } from '../run/container.ts';

/**
 * How the corpus is made, in JSON: what `awgn.json` in its folder says, and what must be the same for it to be gone on
 * with. Neither where the source lies nor how many threads there are changes a byte of it.
 */
export function settingsOf(
  { settings }: { readonly settings: CorpusSettings },
  from: string,
  to: string,
): string {
  const values: Readonly<Record<string, unknown>> = { ...settings };
  const stated = CORPUS_SETTINGS.map((option) => [
    snakeCase(option),
    values[propertyOf(option)] ?? null,
  ]);
  const versions = { tool_version: VERSION, stream_version: NOISE_STREAM_VERSION };
  return `${JSON.stringify({ ...versions, from, to, ...Object.fromEntries(stated) }, undefined, 2)}\n`;
}

/** The container that those settings were made for; it finishes a corpus, and renders nothing. */
export async function containerOfSettings(text: string, source: string): Promise<Container> {
  return createContainer(containerOptionsOf(text, source));
}

/**
 * What those settings say: the inverse of {@link settingsOf}.
 *
 * @throws CorpusError, CorpusError where the text is none of ours: somebody may have changed it.
 */
export function containerOptionsOf(text: string, source: string): ContainerOptions {
  const stated: ReturnType<typeof JSON.parse> = parseOwnJson(text, SETTINGS_NAME);
  const values = CORPUS_SETTINGS.map((option) => [
    propertyOf(option),
    soundValue(option, stated[snakeCase(option)]),
  ]);
  const settings: CorpusSettings = Object.fromEntries(values);
  return {
    source,
    from: stated.from as SourceKind,
    to: stated.to as SourceKind,
    read: { allowCommands: false, unit: settings.unit },
    ...planningOf(settings),
  };
}

function soundValue(option: Option, value: unknown): unknown {
  // Of those without a standard value only the ratio is never left to the source.
  if (value === null && option.standard === undefined && option.name !== 'snr') return undefined;
  try {
    return option.type.check(value);
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error;
    throw new CorpusError(
      'ERR_RESULT_DAMAGED',
      `${SETTINGS_NAME} has no sound "${snakeCase(option)}"; expected the file as awgn wrote it; make the corpus anew`,
    );
  }
}
