import { join } from 'node:path';
import { openPair, openSourceAudio } from '../corpus/audit/clean-audio.ts';
import { BIN_DB, type CorpusOverview, surveyCorpus } from '../corpus/audit/survey-corpus.ts';
import { type CorpusVerification, verifyOutputs } from '../corpus/audit/verify-outputs.ts';
import { printable, printableJson } from '../io/printable.ts';
import { VERSION } from '../version.ts';
import { type AuditCommand, parseAudit } from './audit-arguments.ts';
import { complain } from './complain.ts';
import { auditHelpText } from './corpus-help.ts';
import { print } from './print.ts';
import { counted, remarkLines, warningLines } from './tallies.ts';

/**
 * Runs `awgn verify` or `awgn summarize`.
 *
 * @returns the exit status: 1 where something is wrong with the corpus.
 */
export async function audit(
  name: 'verify' | 'summarize',
  argv: readonly string[],
): Promise<number> {
  const command = parseAudit(name, argv);
  switch (command.name) {
    case 'help':
      return print(auditHelpText());
    case 'version':
      return print(`${VERSION}\n`);
    case 'verify':
      return verify(command);
    case 'summarize': {
      const overview = await surveyCorpus(command.folder);
      return print(command.isJson ? `${printableJson(overview)}\n` : overviewText(overview));
    }
  }
}

async function verify(command: AuditCommand & { name: 'verify' }): Promise<number> {
  const { folder, source, isJson, quiet, ...read } = command;
  const clean = source === undefined ? undefined : await openSourceAudio(folder, source, read);
  try {
    const verified = await verifyOutputs({
      folder,
      openClean: (receipt) => clean?.openClean(receipt) ?? openPair(folder, receipt),
      onFault: (fault) => {
        if (isJson) print(`${printableJson(fault)}\n`);
        else complain(printable(`${join(folder, fault.path)}: ${fault.kind}: ${fault.detail}`));
      },
    });
    if (isJson) print(`${printableJson(verified)}\n`);
    else if (!quiet) {
      for (const line of verificationLines(folder, verified)) complain(printable(line));
    }
    return verified.faults > 0 ? 1 : 0;
  } finally {
    clean?.close();
  }
}

function verificationLines(folder: string, verified: CorpusVerification): string[] {
  const { outputs, files, ratios, notListed, faults } = verified;
  const parts = [counted(outputs, 'output'), counted(files, 'file')];
  if (ratios > 0) parts.push(`${counted(ratios, 'ratio')} computed anew`);
  if (notListed > 0) parts.push(`${counted(notListed, 'output')} not in the source that was given`);
  parts.push(counted(faults, 'fault'));
  return [`${folder}: ${parts.join(', ')}`, ...warningLines(verified)];
}

const BAR_COLUMNS = 40;

function overviewText(overview: CorpusOverview): string {
  const { outputs, clean, silent, failures, hours, utterances, histogram } = overview;
  const most = histogram.reduce((high, bin) => Math.max(high, bin.target, bin.achieved), 1);
  const names = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none';
  const lines = [
    `outputs     ${outputs} of ${utterances} utterances, ${hours.toFixed(2)} h; ${clean} without noise`,
    `left out    ${silent} silent, ${failures} failed`,
    `clipping    ${overview.clippedSamples} samples in ${overview.clippedOutputs} outputs`,
    `colors      ${names(overview.colors)}`,
    `levels      ${names(overview.levels)}`,
    `deviation   ${overview.worstDeviationDb.toFixed(4)} dB at most between the SNR asked for and achieved`,
  ];
  lines.push(...remarkLines(overview), ...warningLines(overview));
  if (histogram.length > 0) {
    lines.push('', '   SNR dB    target  achieved');
    for (const { fromDb, target, achieved } of histogram) {
      const range = `${fromDb}..${fromDb + BIN_DB}`;
      const bar = '#'.repeat(Math.round((achieved / most) * BAR_COLUMNS));
      lines.push(
        `${range.padStart(9)} ${String(target).padStart(9)} ${String(achieved).padStart(9)}  ${bar}`.trimEnd(),
      );
    }
  }
  return printableLines(lines);
}

function printableLines(lines: readonly string[]): string {
  return `${lines.map(printable).join('\n')}\n`;
}
