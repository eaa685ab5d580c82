/** Draws docs/soak.svg of bench/soak/*.csv, which bench/soak.mjs has written. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const WIDTH = 860;
const PANEL_HEIGHT = 260;
const MARGIN = { left: 70, right: 70, top: 46, bottom: 50 };

/** @typedef {{ seconds: number, readGb: number, rssMb: number, descriptors: number }} Row */

/** @returns {Row[]} */
function rowsOf(/** @type {string} */ name) {
  const path = fileURLToPath(new URL(`soak/${name}.csv`, import.meta.url));
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'latin1').trim().split('\n').slice(1);
  return lines.map((line) => {
    const [seconds, readGb, rssMb, descriptors] = line.split(',').map(Number);
    return { seconds, readGb, rssMb, descriptors };
  });
}

/** The smallest of 1, 2, 5 times a power of ten that parts a range into at most so many steps. */
function stepOf(/** @type {number} */ range, /** @type {number} */ mostSteps) {
  const power = 10 ** Math.floor(Math.log10(range / mostSteps));
  return (
    [1, 2, 5, 10].map((factor) => factor * power).find((step) => range / step <= mostSteps) ?? 1
  );
}

/** @param {{ title: string, rows: Row[], x: (row: Row) => number, xLabel: string, top: number }} panel */
function drawPanel({ title, rows, x, xLabel, top }) {
  const width = WIDTH - MARGIN.left - MARGIN.right;
  const height = PANEL_HEIGHT - MARGIN.top - MARGIN.bottom;
  const xMost = Math.max(...rows.map(x));
  const rssMost = Math.max(...rows.map(({ rssMb }) => rssMb)) * 1.25;
  const descriptorsMost = Math.max(...rows.map(({ descriptors }) => descriptors)) * 2;
  const bottom = top + MARGIN.top + height;
  const at = (/** @type {number} */ value) => MARGIN.left + (value / xMost) * width;
  const up = (/** @type {number} */ value, /** @type {number} */ most) =>
    bottom - (value / most) * height;
  const line = (/** @type {(row: Row) => number} */ y, /** @type {number} */ most) =>
    rows.map((row) => `${at(x(row)).toFixed(1)},${up(y(row), most).toFixed(1)}`).join(' ');
  /** @type {string[]} */
  const parts = [`<text x="${MARGIN.left}" y="${top + 20}" font-weight="bold">${title}</text>`];
  for (let value = 0, step = stepOf(xMost, 10); value <= xMost; value += step) {
    parts.push(`<path d="M${at(value)} ${bottom}v5" stroke="#333"/>`);
    parts.push(`<text x="${at(value)}" y="${bottom + 19}" text-anchor="middle">${value}</text>`);
  }
  parts.push(
    `<text x="${MARGIN.left + width / 2}" y="${bottom + 38}" text-anchor="middle">${xLabel}</text>`,
  );
  for (let value = 0, step = stepOf(rssMost, 5); value <= rssMost; value += step) {
    const y = up(value, rssMost);
    parts.push(`<path d="M${MARGIN.left} ${y}h${width}" stroke="#ddd"/>`);
    parts.push(
      `<text x="${MARGIN.left - 8}" y="${y + 4}" text-anchor="end" fill="#0b5fa5">${value}</text>`,
    );
  }
  for (let value = 0, step = stepOf(descriptorsMost, 4); value <= descriptorsMost; value += step) {
    const y = up(value, descriptorsMost);
    parts.push(`<text x="${MARGIN.left + width + 8}" y="${y + 4}" fill="#b4440c">${value}</text>`);
  }
  const middle = top + MARGIN.top + height / 2;
  parts.push(
    `<text transform="translate(18 ${middle}) rotate(-90)" text-anchor="middle" fill="#0b5fa5">resident memory, MB</text>`,
    `<text transform="translate(${WIDTH - 14} ${middle}) rotate(-90)" text-anchor="middle" fill="#b4440c">open descriptors</text>`,
    `<path d="M${MARGIN.left} ${top + MARGIN.top}v${height}h${width}v${-height}" fill="none" stroke="#333"/>`,
    `<polyline points="${line(({ rssMb }) => rssMb, rssMost)}" fill="none" stroke="#0b5fa5" stroke-width="1.5"/>`,
    `<polyline points="${line(({ descriptors }) => descriptors, descriptorsMost)}" fill="none" stroke="#b4440c" stroke-width="1.2" stroke-dasharray="5 3"/>`,
  );
  return parts.join('\n');
}

const gigabytesRead = { x: (/** @type {Row} */ row) => row.readGb, xLabel: 'audio read, GB' };
const panels = [
  { title: 'A pipe in one pass: awgn --signal-level', rows: rowsOf('pipe'), ...gigabytesRead },
  {
    title: 'A pipe that is spooled: awgn (read twice: once from the pipe, once from its spool)',
    rows: rowsOf('spool'),
    ...gigabytesRead,
  },
  {
    title: 'A corpus of files of 0.2 s: awgn corpus (all threads together)',
    rows: rowsOf('corpus'),
    x: (/** @type {Row} */ row) => row.seconds,
    xLabel: 'time, s',
  },
].filter(({ rows }) => rows.length > 0);
const height = panels.length * PANEL_HEIGHT;
const drawn = panels.map((panel, i) => drawPanel({ ...panel, top: i * PANEL_HEIGHT }));
writeFileSync(
  new URL('../docs/soak.svg', import.meta.url),
  `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" ` +
    `font-family="sans-serif" font-size="12">\n<title>Memory and descriptors over the length of the work</title>\n<rect width="100%" height="100%" fill="#fff"/>\n${drawn.join('\n')}\n</svg>\n`,
);
