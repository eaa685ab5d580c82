// node test/fuzz/figures.mjs FOLDER...: the table of docs/testing.md, of the results in folders of `npm run fuzz`.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const totals = new Map();
for (const folder of process.argv.slice(2)) {
  const path = join(folder, 'results.jsonl');
  if (!existsSync(path)) continue;
  for (const line of readFileSync(path, 'utf8').trim().split('\n')) {
    const { target, error, ...result } = JSON.parse(line);
    if (error !== undefined) throw new Error(`${target}: ${error}`);
    const before = totals.get(target) ?? {
      executions: 0,
      seconds: 0,
      cpuSeconds: 0,
      reached: 0,
      finds: 0,
    };
    totals.set(target, {
      executions: before.executions + result.executions,
      seconds: before.seconds + result.seconds,
      cpuSeconds: before.cpuSeconds + result.cpuSeconds,
      reached: Math.max(before.reached, result.reached),
      branches: result.branches,
      finds: before.finds + result.finds,
    });
  }
}
console.log(
  '| target | executions | seconds | of processor time | branches | finds |\n| --- | ---: | ---: | ---: | ---: | ---: |',
);
const sum = { executions: 0, seconds: 0, cpuSeconds: 0, finds: 0 };
for (const [target, total] of [...totals].sort()) {
  const { executions, seconds, cpuSeconds, reached, branches, finds } = total;
  console.log(
    `| \`${target}\` | ${executions} | ${seconds.toFixed(0)} | ${cpuSeconds.toFixed(0)} | ${reached} of ${branches} | ${finds} |`,
  );
  sum.executions += executions;
  sum.seconds += seconds;
  sum.cpuSeconds += cpuSeconds;
  sum.finds += finds;
}
console.log(
  `| all | ${sum.executions} | ${sum.seconds.toFixed(0)} | ${sum.cpuSeconds.toFixed(0)} | | ${sum.finds} |`,
);
