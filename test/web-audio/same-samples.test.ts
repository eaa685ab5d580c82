import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleOf, timesOf } from '../tools/depth.ts';
import { GaussianNoiseNode } from './built.ts';
import { type OpenPage, openPage } from './chromium.ts';
import { webAudioEngine } from './engine.ts';
import { expectedSamples } from './expected-samples.ts';
import { captureRealTime, RENDERINGS, type Rendering, renderOffline } from './renderings.ts';

type Channels = Float32Array[];

/** Where the noise is rendered. */
interface Surroundings {
  renderOffline(rendering: Rendering, moduleUrl?: string): Promise<Channels>;
  captureRealTime(options: { std: number; seed: number }, frames: number): Promise<Channels>;
}

const REAL_TIME = { std: 0.1, seed: 9, offsetFrames: 4000 };

function expectSameBits(rendered: Channels, expected: Channels): void {
  expect(rendered.length).toBe(expected.length);
  for (const [channel, samples] of rendered.entries()) {
    expect(samples.length).toBe(expected[channel]!.length);
    // -0 is 0 here: nobody hears the difference.
    const different = samples.findIndex((sample, i) => sample !== expected[channel]![i]);
    expect({ channel, different, is: samples[different] }).toEqual({
      channel,
      different: -1,
      is: undefined,
    });
  }
}

function describeSamples(getSurroundings: () => Surroundings): void {
  test.each(
    sampleOf(
      RENDERINGS.map((rendering) => [rendering.title, rendering] as const),
      2,
    ),
  )('are those of the library without Web Audio, with %s', async (_, rendering) => {
    const rendered = await getSurroundings().renderOffline(rendering);
    expectSameBits(rendered, expectedSamples(rendering));
  });

  // Frames are lost where the engine's threads come too late to connect the nodes.
  test('are the same in real time, without a sound card', { tags: 'realtime' }, async () => {
    // From the offset on they cross the border of a block.
    const frames = timesOf(1500, 9000);
    const captured = await getSurroundings().captureRealTime(REAL_TIME, frames);
    const rendering = {
      title: '',
      options: REAL_TIME,
      numberOfChannels: 2,
      frames,
      sampleRate: 48_000,
      hasInput: false,
    };
    expectSameBits(captured, expectedSamples(rendering));
  });
}

describe('the samples in node-web-audio-api', () => {
  const webAudio = () => ({ ...webAudioEngine(), GaussianNoiseNode });
  describeSamples(() => ({
    renderOffline: (rendering) => renderOffline(webAudio(), rendering),
    captureRealTime: (options, frames) => captureRealTime(webAudio(), options, frames),
  }));

  test('are the same with the script from its file', async () => {
    const path = new URL('../../dist/web-audio/processor.js', import.meta.url).pathname;
    const rendered = await renderOffline(webAudio(), RENDERINGS[0]!, path);
    expectSameBits(rendered, expectedSamples(RENDERINGS[0]!));
  });
});

// What the page has: see chromium.ts.
declare const renderings: typeof import('./renderings.ts');
declare const webAudio: typeof import('../../src/web-audio/index.ts');
declare const load: (url: string) => Promise<unknown>;

describe('the samples in Chromium', () => {
  let open: OpenPage;

  beforeEach(async () => {
    open ??= await openPage();
  }, 60_000);
  afterAll(() => open?.close());

  const toChannels = (channels: number[][]): Channels =>
    channels.map((samples) => Float32Array.from(samples));

  const surroundings: Surroundings = {
    renderOffline: async (rendering, moduleUrl) =>
      toChannels(
        await open.page.evaluate(
          async ({ rendering, moduleUrl }) => {
            const { GaussianNoiseNode } = webAudio;
            const scope = {
              AudioContext,
              OfflineAudioContext,
              AudioWorkletNode,
              GaussianNoiseNode,
            };
            const channels = await renderings.renderOffline(scope, rendering, moduleUrl);
            return channels.map((samples) => [...samples]);
          },
          { rendering, moduleUrl },
        ),
      ),
    captureRealTime: async (options, frames) =>
      toChannels(
        await open.page.evaluate(
          async ({ options, frames }) => {
            const { GaussianNoiseNode } = webAudio;
            const scope = {
              AudioContext,
              OfflineAudioContext,
              AudioWorkletNode,
              GaussianNoiseNode,
            };
            const channels = await renderings.captureRealTime(scope, options, frames);
            return channels.map((samples) => [...samples]);
          },
          { options, frames },
        ),
      ),
  };
  describeSamples(() => surroundings);

  test('are the same with the script from its address', async () => {
    const rendered = await surroundings.renderOffline(
      RENDERINGS[0]!,
      '/dist/web-audio/processor.js',
    );
    expectSameBits(rendered, expectedSamples(RENDERINGS[0]!));
  });

  test('are the same where the modules are served as they are, without a bundler', async () => {
    const channels = await open.page.evaluate(async (rendering) => {
      const { GaussianNoiseNode } = (await load('/dist/web-audio/index.js')) as typeof webAudio;
      const scope = { AudioContext, OfflineAudioContext, AudioWorkletNode, GaussianNoiseNode };
      const channels = await renderings.renderOffline(scope, rendering);
      return channels.map((samples) => [...samples]);
    }, RENDERINGS[0]!);
    expectSameBits(toChannels(channels), expectedSamples(RENDERINGS[0]!));
  });
});
