// @ts-check
// node bench/web-audio.mjs [--seconds 20] [--soak 60]
//
// What GaussianNoiseNode costs at 48 kHz stereo, without a sound card: time of one quantum in a plain Node, CPU of Chromium
// with and without the node, deadlines missed in node-web-audio-api. Needs a build, and Linux. Prints Markdown.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { benchPath } from './contenders.mjs';
import { markdownTable } from './report.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    soak: { type: 'string', default: '60' },
  },
});
const CHROMIUM = '/usr/bin/chromium';
const QUANTUM_NANOSECONDS = (128 / 48_000) * 1e9;

/** Time of one quantum, the node's own and nothing else. */
function benchQuantum() {
  const flags = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128'];
  const script = benchPath('../test/web-audio/plain-worklet.mjs');
  /** @type {Record<string, { nanosecondsPerQuantum: number }>} */
  const results = JSON.parse(
    execFileSync(process.execPath, [...flags, script, '400000'], { encoding: 'utf8' }),
  );
  return markdownTable(
    ['noise', 'ns per stereo quantum', '% of real time'],
    Object.entries(results).map(([name, { nanosecondsPerQuantum: nanoseconds }]) => [
      name,
      nanoseconds.toFixed(0),
      ((100 * nanoseconds) / QUANTUM_NANOSECONDS).toFixed(2),
    ]),
  );
}

/**
 * Seconds of CPU that a process and its descendants have used.
 *
 * @param {number} root
 */
function cpuSecondsOf(root) {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/stat`))
    .map((name) => {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return {
        pid: Number(name),
        parent: Number(fields[1]),
        ticks: Number(fields[11]) + Number(fields[12]),
      };
    });
  const tree = new Set([root]);
  for (let size = 0; size !== tree.size; ) {
    size = tree.size;
    for (const { pid, parent } of processes) if (tree.has(parent)) tree.add(pid);
  }
  let ticks = 0;
  for (const { pid, ticks: own } of processes) if (tree.has(pid)) ticks += own;
  return ticks / 100;
}

/** What the page plays: an oscillator through the node named, to no device. */
const PAGE = `<!doctype html><script type="module">
  import { GaussianNoiseNode } from '/web-audio/index.js';
  globalThis.play = async (options) => {
    const context = new AudioContext({ sampleRate: 48000, sinkId: { type: 'none' } });
    await GaussianNoiseNode.register(context);
    const stereo = { channelCount: 2, channelCountMode: 'explicit' };
    const node = options
      ? new GaussianNoiseNode(context, { ...stereo, ...options })
      : new GainNode(context, stereo);
    const source = new OscillatorNode(context);
    source.connect(node).connect(context.destination);
    source.start();
    await context.resume();
  };
</script>`;

async function benchChromium() {
  const server = createServer(({ url = '/' }, response) => {
    const isScript = /^\/[\w/-]+\.js$/.test(url);
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? readFileSync(benchPath(`../dist${url}`)) : PAGE);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const rows = [];
  for (const [name, options] of /** @type {[string, object | null][]} */ ([
    ['a GainNode instead', null],
    ['known level', { snrDb: 10, signalLevelDbfs: -20, seed: 1 }],
    ['level followed', { snrDb: 10, seed: 1 }],
  ])) {
    const browserServer = await chromium.launchServer({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
    });
    const browser = await chromium.connect(browserServer.wsEndpoint());
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForFunction('globalThis.play');
    await page.evaluate(`play(${JSON.stringify(options)})`);
    await sleep(3);
    const pid = browserServer.process().pid ?? 0;
    const before = cpuSecondsOf(pid);
    const started = performance.now();
    await sleep(Number(values.seconds));
    const seconds = (performance.now() - started) / 1000;
    rows.push([name, ((100 * (cpuSecondsOf(pid) - before)) / seconds).toFixed(1)]);
    await browserServer.close();
  }
  server.close();
  return markdownTable(['noise', 'CPU of all processes, % of a core'], rows);
}

/** In processes of their own: node-web-audio-api never gives a worklet's thread back otherwise. */
function benchDeadlines() {
  const rows = ['none', 'pass', 'known', 'tracked'].map((graph) => {
    const args = [fileURLToPath(new URL('../test/web-audio/soak.mjs', import.meta.url))];
    const text = execFileSync(process.execPath, [...args, graph, values.soak], {
      encoding: 'utf8',
    });
    const { reports, worstUnderrunRatio, underrunRatio, lagSeconds } = JSON.parse(text);
    return [
      graph,
      String(reports),
      (100 * underrunRatio).toFixed(2),
      (100 * worstUnderrunRatio).toFixed(2),
      (1000 * lagSeconds).toFixed(0),
    ];
  });
  return markdownTable(
    ['graph', 'reports', 'missed, %', 'in the worst second, %', 'clock behind, ms'],
    rows,
  );
}

/** @param {number} seconds */
const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

console.log(`### One quantum, plain Node\n\n${benchQuantum()}`);
if (existsSync(CHROMIUM)) {
  console.log(`\n### Chromium, ${values.seconds} s\n\n${await benchChromium()}`);
} else {
  console.log(`\n${CHROMIUM} is not there.`);
}
console.log(`\n### Deadlines in node-web-audio-api, ${values.soak} s\n\n${benchDeadlines()}`);
