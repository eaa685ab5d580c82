/** Mean and sample standard deviation over the seeds, of one training at one SNR, in per cent. */
export function spread(runs, trainedWith, color, snrDb) {
  const percents = runs
    .filter((run) => run.trainedWith === trainedWith)
    .flatMap((run) => run.accuracies.filter((at) => at.color === color && at.snrDb === snrDb))
    .map((at) => 100 * at.accuracy);
  const mean = percents.reduce((a, b) => a + b, 0) / percents.length;
  const squares = percents.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, deviation: percents.length > 1 ? Math.sqrt(squares / (percents.length - 1)) : 0 };
}

/** The SNRs of the test in their order: 'clean' or dB. */
export function snrsOf(runs, color) {
  return runs[0].accuracies.filter((at) => at.color === color).map((at) => at.snrDb);
}

/** A Markdown table: a row for each SNR, a column for each training, and what noise gained. */
export function accuracyTable(runs, color) {
  const cell = ({ mean, deviation }) => `${mean.toFixed(1)} ± ${deviation.toFixed(1)}`;
  const rows = snrsOf(runs, color).map((snrDb) => {
    const clean = spread(runs, 'clean', color, snrDb);
    const noise = spread(runs, 'noise', color, snrDb);
    const gain = noise.mean - clean.mean;
    const label = snrDb === 'clean' ? 'clean' : `${snrDb} dB`;
    return `| ${label} | ${cell(clean)} | ${cell(noise)} | ${gain >= 0 ? '+' : ''}${gain.toFixed(1)} |`;
  });
  return [
    '| SNR of the test | trained on clean speech, % right | trained with awgn, % right | gain |',
    '| ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}
