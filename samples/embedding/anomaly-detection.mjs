// A set for anomaly detection: readings of a sensor, clean and with the noise it always has, some of them with bursts that it
// should not have. Labels come with it; the detector is a threshold on the residual.
//
//     node samples/embedding/anomaly-detection.mjs

import { addGaussianNoise } from 'awgn';

const SEED = 1;
const WINDOW = 256;
const WINDOWS = 200;
const SENSOR_STD = 0.05;

const clean = Float64Array.from({ length: WINDOW }, (_, i) => Math.sin((2 * Math.PI * i) / 64));

const set = Array.from({ length: WINDOWS }, (_, n) => {
  const readings = addGaussianNoise(clean.slice(), {
    std: SENSOR_STD,
    seed: SEED,
    key: `sensor ${n}`,
  });
  const isAnomalous = n % 10 === 0;
  // A burst is a part of the window: a view of it gets noise, in place.
  if (isAnomalous)
    addGaussianNoise(readings.subarray(100, 140), { std: 0.3, seed: SEED, key: `burst ${n}` });
  return { readings, isAnomalous };
});

// In a window of normal readings, the mean square of the residual is σ² with a deviation of σ² √(2 / n): five of them is never.
const threshold = SENSOR_STD ** 2 * (1 + 5 * Math.sqrt(2 / WINDOW));
const counts = { found: 0, missed: 0, false: 0 };
for (const { readings, isAnomalous } of set) {
  const residual = readings.reduce((sum, value, i) => sum + (value - clean[i]) ** 2, 0) / WINDOW;
  if (residual > threshold) counts[isAnomalous ? 'found' : 'false']++;
  else if (isAnomalous) counts.missed++;
}
console.log(
  `${WINDOWS} windows: ${counts.found} anomalies found, ${counts.missed} missed, ${counts.false} false alarms`,
);
