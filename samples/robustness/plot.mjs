import { snrsOf, spread } from './table.mjs';

const WIDTH = 720;
const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 170;
const TOP = 50;
const BOTTOM = 60;
const SERIES = [
  { trainedWith: 'noise', label: 'trained with awgn', color: '#0b6e4f' },
  { trainedWith: 'clean', label: 'trained on clean', color: '#b3392f' },
];

/** Accuracy over the SNR of the test as an SVG: means joined by lines, bars of ± one standard deviation. */
export function accuracyPlot(runs, color) {
  const snrs = snrsOf(runs, color);
  // Evenly spaced, hardest first; clean has no number and stands at the right.
  const order = snrs.toReversed();
  const x = (snrDb) =>
    LEFT +
    20 +
    (order.indexOf(snrDb) / Math.max(1, order.length - 1)) * (WIDTH - LEFT - RIGHT - 40);
  const y = (percent) => HEIGHT - BOTTOM - (percent / 100) * (HEIGHT - TOP - BOTTOM);
  const text = (tx, ty, content, more = '') =>
    `<text x="${fixed(tx)}" y="${fixed(ty)}" ${more}>${content}</text>`;
  const parts = [];
  for (const percent of [0, 20, 40, 60, 80, 100]) {
    parts.push(
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${fixed(y(percent))}" y2="${fixed(y(percent))}" stroke="#ddd"/>`,
    );
    parts.push(text(LEFT - 8, y(percent) + 5, percent, 'text-anchor="end"'));
  }
  for (const snrDb of order)
    parts.push(text(x(snrDb), HEIGHT - BOTTOM + 22, snrDb, 'text-anchor="middle"'));
  parts.push(
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, 'SNR of the test, dB', 'text-anchor="middle"'),
  );
  const middle = (TOP + HEIGHT - BOTTOM) / 2;
  parts.push(
    text(
      20,
      middle,
      'words recognised, %',
      `text-anchor="middle" transform="rotate(-90 20 ${middle})"`,
    ),
  );
  parts.push(
    text(LEFT, 28, `Held-out voices in ${color} noise`, 'font-size="17" font-weight="bold"'),
  );
  const lastX = x(order.at(-1));
  const ends = SERIES.map(({ trainedWith }) =>
    y(spread(runs, trainedWith, color, order.at(-1)).mean),
  );
  // Labels stand at the right ends of their lines; where these meet, apart, in the order in which they come.
  const labels = [...ends];
  if (Math.abs(labels[0] - labels[1]) < 20) {
    const before = order.at(-2) ?? order.at(-1);
    const [a, b] = SERIES.map(({ trainedWith }) => spread(runs, trainedWith, color, before).mean);
    const upper = a >= b ? 0 : 1;
    labels[upper] -= 10;
    labels[1 - upper] += 10;
  }
  SERIES.forEach(({ trainedWith, label, color: stroke }, i) => {
    const points = order.map((snrDb) => ({
      px: x(snrDb),
      ...spread(runs, trainedWith, color, snrDb),
    }));
    const path = points.map(({ px, mean }) => `${fixed(px)},${fixed(y(mean))}`).join(' ');
    parts.push(`<polyline points="${path}" fill="none" stroke="${stroke}" stroke-width="2.5"/>`);
    for (const { px, mean, deviation } of points) {
      const [top, bottom] = [y(Math.min(100, mean + deviation)), y(Math.max(0, mean - deviation))];
      parts.push(
        `<line x1="${fixed(px)}" x2="${fixed(px)}" y1="${fixed(top)}" y2="${fixed(bottom)}" stroke="${stroke}" stroke-width="1.5"/>`,
      );
      parts.push(`<circle cx="${fixed(px)}" cy="${fixed(y(mean))}" r="4" fill="${stroke}"/>`);
    }
    parts.push(text(lastX + 14, labels[i] + 5, label, `fill="${stroke}" font-weight="bold"`));
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="14" fill="#222">
<title>Accuracy over the SNR of the test, ${color} noise</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

const fixed = (value) => value.toFixed(1);
