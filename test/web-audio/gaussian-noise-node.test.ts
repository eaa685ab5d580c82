import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { importsOf, readSources } from '../layers.ts';
import { BUILT, GaussianNoiseNode } from './built.ts';
import { webAudioEngine } from './engine.ts';

function offline(): OfflineAudioContext {
  const { OfflineAudioContext } = webAudioEngine();
  return new OfflineAudioContext(1, 1280, 48_000);
}

/** A context on which the node is registered; an offline one has a thread, which rendering ends. */
async function withContext<T>(work: (context: OfflineAudioContext) => T | Promise<T>): Promise<T> {
  const context = offline();
  await GaussianNoiseNode.register(context);
  try {
    return await work(context);
  } finally {
    await context.startRendering();
  }
}

describe('a GaussianNoiseNode', () => {
  test('is an AudioWorkletNode with two parameters, which begin with the options', () =>
    withContext((context) => {
      const node = new GaussianNoiseNode(context, { snrDb: 12, signalLevelDbfs: -20, gain: 0.5 });
      expect(node).toBeInstanceOf(GaussianNoiseNode);
      expect(node).toBeInstanceOf(webAudioEngine().AudioWorkletNode);
      expect([node.snr.value, node.snr.automationRate]).toEqual([12, 'k-rate']);
      expect([node.gain.value, node.gain.automationRate]).toEqual([0.5, 'a-rate']);
    }));

  test('says which noise it is: a seed that is not given is drawn', () =>
    withContext((context) => {
      const given = new GaussianNoiseNode(context, { std: 0.1, seed: 5, key: 'k' });
      expect([given.seed, given.key]).toEqual([5, 'k']);
      const drawn = new GaussianNoiseNode(context, { std: 0.1 });
      expect(Number.isSafeInteger(drawn.seed)).toBe(true);
      expect(drawn.seed).not.toBe(new GaussianNoiseNode(context, { std: 0.1 }).seed);
      expect(drawn.key).toBe('');
    }));

  test.each([
    [{ std: -1 }, RangeError, /std is -1; expected/],
    [{ std: Number.NaN }, RangeError, /std is NaN/],
    [{ std: 1e39 }, RangeError, /std is 1e\+39/],
    [
      { noiseLevelDbfs: Infinity },
      RangeError,
      /noiseLevelDbfs is Infinity; expected a number of dBFS from -300 to 300/,
    ],
    [{ snrDb: 201 }, RangeError, /snrDb is 201/],
    [{ snrDb: '10' }, TypeError, /snrDb is "10"; expected a number/],
    [
      {},
      TypeError,
      /nothing says how strong the noise is; expected one of snrDb, noiseLevelDbfs and std/,
    ],
    [{ std: 1, snrDb: 10 }, TypeError, /snrDb and std both say/],
    [{ std: 1, signalLevelDbfs: -20 }, TypeError, /signalLevelDbfs is for snrDb/],
    [{ std: 1, colour: 'pink' }, TypeError, /unknown option colour; did you mean color/],
    [{ std: 1, color: 'Pink' }, TypeError, /color is "Pink"; .* did you mean pink/],
    [{ std: 1, color: 'matched' }, TypeError, /color is "matched"/],
    [{ std: 1, band: [300, 3400] }, TypeError, /band is \[300, 3400\]; expected low:high/],
    [{ std: 1, band: { lowHz: 300, highHz: 48_000 } }, RangeError, /band is 300:48000 Hz/],
    [{ std: 1, snr: 10 }, TypeError, /unknown option snr; did you mean snrDb/],
    [{ std: 1, mean: 1 }, TypeError, /unknown option mean/],
    [{ std: 1, channelCountMode: 'fixed' }, TypeError, /channelCountMode is "fixed"/],
    [{ snrDb: 10, signalLevelDbfs: Number.NaN }, RangeError, /signalLevelDbfs is NaN/],
    [{ std: 1, seed: -1 }, RangeError, /seed is -1/],
    [{ std: 1, offsetFrames: 0.5 }, RangeError, /offsetFrames is 0.5/],
    [{ std: 1, offsetFrames: -1 }, RangeError, /offsetFrames is -1/],
    [{ std: 1, noiseChannels: 'both' }, TypeError, /noiseChannels is "both"/],
    [{ std: 1, gain: -1 }, RangeError, /gain is -1/],
    [{ std: 1, gain: '1' }, TypeError, /gain is "1"/],
  ])('refuses %o', (options, Kind, message) =>
    withContext((context) => {
      const create = () => new GaussianNoiseNode(context, options as { std: number });
      expect(create).toThrow(Kind);
      expect(create).toThrow(message);
    }),
  );

  // Seconds of two threads that wait for each other; that the processor ends is tried without an engine, too.
  test('ends when it is told to, with silence', { tags: 'thorough' }, async () => {
    const { AudioContext } = webAudioEngine();
    const context = new AudioContext({
      sinkId: { type: 'none' },
      latencyHint: 'playback',
    } as AudioContextOptions);
    try {
      await GaussianNoiseNode.register(context);
      const node = new GaussianNoiseNode(context, { std: 0.1 });
      const analyser = context.createAnalyser();
      node.connect(analyser).connect(context.destination);
      const samples = new Float32Array(2048);
      const isHeard = () => {
        analyser.getFloatTimeDomainData(samples);
        return samples.some((sample) => sample !== 0);
      };
      await expect.poll(isHeard, { timeout: 20_000 }).toBe(true);
      node.stop();
      await expect.poll(isHeard, { timeout: 20_000 }).toBe(false);
    } finally {
      await context.close();
    }
  });
});

describe('registering', () => {
  test('is done once for a context, however often it is asked for', async () => {
    const context = offline();
    const first = GaussianNoiseNode.register(context);
    expect(GaussianNoiseNode.register(context)).toBe(first);
    await first;
    await GaussianNoiseNode.register(context);
    await context.startRendering();
  });

  test('fails where the script is not, and can then be tried again', async () => {
    const context = offline();
    await expect(GaussianNoiseNode.register(context, '/nowhere/processor.js')).rejects.toThrow();
    await GaussianNoiseNode.register(context);
    expect(new GaussianNoiseNode(context, { std: 1 })).toBeInstanceOf(GaussianNoiseNode);
    await context.startRendering();
  });

  test.each([
    ['Tone.js', { rawContext: { _nativeContext: {} } }],
    ['standardized-audio-context', { _nativeContext: {}, audioWorklet: undefined }],
  ])('refuses a wrapper such as that of %s, and says what to do', async (_, wrapper) => {
    const context = wrapper as unknown as BaseAudioContext;
    const message = /a wrapper .* Tone\.setContext\(context\)/;
    await expect(GaussianNoiseNode.register(context)).rejects.toThrow(message);
    expect(() => new GaussianNoiseNode(context, { std: 1 })).toThrow(message);
  });

  test('refuses what is no context', async () => {
    webAudioEngine();
    const context = {} as BaseAudioContext;
    await expect(GaussianNoiseNode.register(context)).rejects.toThrow(
      /audioWorklet is undefined; expected an AudioContext .* secure page/,
    );
  });

  const inNode = (script: string) =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
    });

  test('is asked for where it was forgotten', () => {
    const script = `
      import { GaussianNoiseNode } from 'awgn/web-audio';
      try { new GaussianNoiseNode({}, { std: 1 }); } catch (error) { console.log(error.message); }`;
    expect(inNode(script)).toMatch(/no context was registered; expected `await .*register/);
  });

  test('says what to install where there is no Web Audio', async () => {
    const { outputFiles } = await build({
      entryPoints: [`${BUILT}index.js`],
      bundle: true,
      write: false,
      format: 'esm',
    });
    // A data: URL stands in no folder, so there is no node_modules to be found from it.
    const url = `data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString('base64')}`;
    const script = `
      const { GaussianNoiseNode } = await import('${url}');
      await GaussianNoiseNode.register({}).catch((error) => console.log(error.message));`;
    expect(inNode(script)).toMatch(
      /no AudioWorkletNode; expected .* npm install node-web-audio-api@1/,
    );
  });
});

describe('the modules of awgn/web-audio', () => {
  const sources = readSources(fileURLToPath(new URL('../../src/', import.meta.url)));
  const imports = importsOf(sources);
  const reached = new Set<string>();
  const reach = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const target of imports.get(path) ?? []) reach(target);
  };
  reach('web-audio/index.ts');
  reach('web-audio/processor.ts');

  test('need nothing of Node, nor files, streams or corpora', () => {
    expect(reached.has('noise/noise-key.ts')).toBe(true);
    for (const path of reached) {
      expect(path).not.toMatch(/^(files|streams|corpus|cli|analysis)\//);
      expect(sources.get(path), path).not.toMatch(/from 'node:/);
    }
  });

  test('are built with the script in them', () => {
    expect(readFileSync(`${BUILT}index.js`, 'utf8')).toContain('awgn-gaussian-noise');
  });
});
