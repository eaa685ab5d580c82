import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomChannels } from '../mix/signals.ts';
import { bash } from '../tools/awgn.ts';
import { onTerminal } from '../tools/on-terminal.ts';
import { SPEECH, temporaryFolder, wavBytes } from '../tools/wav-files.ts';

/** 6 MB, a pause of more than a second, and 6 MB more: enough for a bar to be drawn. */
function slowInput(cwd: string): string {
  writeFileSync(join(cwd, 'in.wav'), wavBytes(randomChannels(1, 1, 6_000_000)));
  return '{ head -c 6000000 in.wav; sleep 1.2; tail -c +6000001 in.wav; }';
}

describe('a terminal', () => {
  test('as output is refused with a hint, and gets no audio', () => {
    const cwd = temporaryFolder();
    for (const output of ['', '-', '/dev/stdout', '/dev/tty']) {
      const { status, text } = onTerminal(`awgn --snr 1 '${SPEECH}' ${output}`, cwd);
      expect(text).toMatch(/^awgn: .* is a terminal, and would get audio; [^\n]*\n$/);
      expect(status).toBe(output.startsWith('/') ? 1 : 2);
    }
  });

  test('as input is refused with a hint', () => {
    const { status, text } = onTerminal('awgn --snr 1 > out.wav', temporaryFolder());
    expect(text).toMatch(/^awgn: standard input is a terminal; expected an audio file [^\n]*\n$/m);
    expect(status).toBe(2);
  });

  test('shows help and version', () => {
    const { status, text } = onTerminal('awgn --help; awgn --version', temporaryFolder());
    expect(status).toBe(0);
    expect(text).toContain('Usage');
  });
});

describe('the progress bar', () => {
  test('is drawn on a terminal after a second, and wiped before the report', () => {
    const cwd = temporaryFolder();
    const { status, text } = onTerminal(
      `${slowInput(cwd)} | awgn --snr 1 --encoding f32 - out.wav`,
      cwd,
    );
    expect(status).toBe(0);
    expect(text).toMatch(/<wipe>\d+ MB read/);
    expect(text).toMatch(/<wipe>awgn: standard input -> out\.wav: [^\n]*\n$/);
  });

  test('is not drawn for less than a second, and nothing is with --quiet', {
    tags: 'thorough',
  }, () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'in.wav'), wavBytes(randomChannels(1, 1, 6_000_000)));
    const { text } = onTerminal('awgn --snr 1 --encoding f32 in.wav out.wav', cwd);
    expect(text).toMatch(/^awgn: in\.wav -> out\.wav: [^\n]*\n$/);
    expect(onTerminal('awgn --snr 1 -fq in.wav out.wav', cwd)).toEqual({ status: 0, text: '' });
  });

  test('is not drawn where standard error is no terminal', { tags: 'thorough' }, () => {
    const cwd = temporaryFolder();
    const { stderr } = bash(`${slowInput(cwd)} | awgn --snr 1 --encoding f32 - out.wav`, [], {
      cwd,
    });
    expect(stderr).toMatch(/^awgn: standard input -> out\.wav: [^\n\r]*\n$/);
  });
});
