// @ts-check
// Numbers and Markdown for the benchmark's report.

/**
 * What every topic is given.
 *
 * @typedef {object} BenchOptions
 * @property {number} runs of each contender; the tables have medians
 * @property {string} temporaryFolder emptied and removed by the caller
 * @property {boolean} isHuge include the 10 GB input
 */

/** @param {readonly number[]} values at least one */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Three significant digits, never in exponential notation. @param {number} value */
export function threeDigits(value) {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 3));
}

/**
 * @param {readonly string[]} headings the first column is text, the others are numbers
 * @param {readonly (readonly string[])[]} rows
 * @returns {string} a Markdown table
 */
export function markdownTable(headings, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  const rule = headings.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(headings), line(rule), ...rows.map(line)].join('\n');
}

/** @param {readonly string[]} leftOut @returns {string} one Markdown line, or nothing */
export function leftOutLine(leftOut) {
  return leftOut.length === 0 ? '' : `\nLeft out: ${leftOut.join('; ')}.`;
}
