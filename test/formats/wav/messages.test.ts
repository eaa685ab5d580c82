import { expect, test } from 'vitest';
import { FIXTURES } from './odd-files.ts';
import { REFUSALS } from './refused-files.ts';
import { parse } from './splitting.ts';

/** What users read about odd files, word for word, and where it is found in the file. */
const WARNINGS: Readonly<
  Record<string, readonly (readonly [byteOffset: number, message: string])[]>
> = {
  'mulaw-16-bits-stated': [
    [34, '16 bits per sample are stated for G.711, which has 8'],
    [32, 'a block alignment of 2 bytes is stated; the frames have 1'],
  ],
  'fmt-17-bytes': [[36, 'the fmt chunk has 17 bytes; what follows the 16th is ignored']],
  'fmt-18-bytes-cbsize-garbage': [
    [36, 'the fmt chunk has 0 bytes of extension and states 24932; it is ignored'],
  ],
  'fmt-40-bytes-pcm': [[36, 'the fmt chunk has 22 bytes of extension and states 0; it is ignored']],
  'extensible-cbsize-2': [
    [
      36,
      'the fmt chunk has 22 bytes of extension and states 2; it is read by the size of the chunk',
    ],
  ],
  'extensible-20-bytes': [
    [
      20,
      'the WAVEFORMATEXTENSIBLE ends after 20 bytes, before its sub-format; 16-bit samples are integers',
    ],
  ],
  'extensible-mask-too-many-speakers': [
    [40, 'the speaker mask 0x3f names 6 speakers for 1 channels; it is kept'],
  ],
  'extensible-mask-too-few-speakers': [
    [40, 'the speaker mask 0x3 names 2 speakers for 3 channels; it is kept'],
  ],
  'extensible-valid-bits-too-many': [
    [38, '24 valid bits are stated for samples of 16 bits; 16 are assumed'],
  ],
  'rifx-extensible-guid-little-endian': [
    [44, 'the sub-format GUID is in the wrong byte order and was read in the other'],
  ],
  'block-align-0': [[32, 'a block alignment of 0 bytes is stated; the frames have 2']],
  'block-align-of-one-channel': [[32, 'a block alignment of 2 bytes is stated; the frames have 4']],
  'block-align-too-wide': [[32, 'a block alignment of 4 bytes is stated; the frames have 2']],
  's24-in-4-bytes-byte-rate-wrong': [
    [
      32,
      'a byte rate of 1 is stated, which fits nothing; the samples are taken for 24 bits in 4 bytes',
    ],
  ],
  'bits-0': [[34, '0 bits per sample are stated; frames of 2 bytes make it 16']],
  'float-bits-0': [[34, '0 bits per sample are stated; frames of 4 bytes make it 32']],
  'two-fmt-chunks-identical': [[44, 'there are two fmt chunks, which say the same']],
  'two-fmt-chunks-of-other-length': [[44, 'there are two fmt chunks, which say the same']],
  'fmt-after-data-too': [[56, 'another chunk "fmt " stands after the samples; it is left out']],
  'fact-after-data': [[56, 'another chunk "fact" stands after the samples; it is left out']],
  'fact-before-and-after-data': [
    [70, 'another chunk "fact" stands after the samples; it is left out'],
  ],
  'ds64-after-data': [[56, 'another chunk "ds64" stands after the samples; it is left out']],
  'second-data-chunk': [
    [
      56,
      'another chunk "data" stands after the samples; it is passed through unchanged, without noise',
    ],
  ],
  'size-unknown-incomplete-frame': [
    [56, 'the data ends with 1 bytes of a frame of 2; they are dropped'],
  ],
  'data-truncated': [
    [
      56,
      'the data chunk states 1000 bytes of samples and the input ends after 12; these are processed',
    ],
  ],
  'data-size-that-looks-like-utf8': [
    [
      56,
      'the data chunk states 12435439 bytes of samples and the input ends after 12; these are processed',
    ],
  ],
  'data-truncated-inside-frame': [
    [52, 'the data ends with 2 bytes of a frame of 4; they are dropped'],
    [
      54,
      'the data chunk states 1000 bytes of samples and the input ends after 10; these are processed',
    ],
  ],
  'data-truncated-to-nothing': [
    [
      44,
      'the data chunk states 1000 bytes of samples and the input ends after 0; these are processed',
    ],
  ],
  'data-with-incomplete-last-frame': [
    [56, 'the data ends with 1 bytes of a frame of 4; they are dropped'],
  ],
  'riff-size-too-small-by-2': [
    [4, 'the RIFF size states that the file ends at byte 78; its chunks end at byte 80'],
  ],
  'riff-size-too-small-by-24': [
    [4, 'the RIFF size states that the file ends at byte 56; its chunks end at byte 80'],
  ],
  'riff-size-ends-before-data': [
    [4, 'the RIFF size states that the file ends at byte 28; its chunks end at byte 56'],
  ],
  'riff-size-twice-the-file': [
    [4, 'the RIFF size states that the file ends at byte 104; its chunks end at byte 56'],
  ],
  'pad-byte-missing-after-data': [
    [49, 'the pad byte after a chunk with an odd number of bytes is missing'],
  ],
  'pad-byte-missing-at-the-end': [
    [49, 'the pad byte after a chunk with an odd number of bytes is missing'],
  ],
  'pad-byte-not-zero-after-data': [
    [49, 'the pad byte after a chunk with an odd number of bytes is not zero; it is ignored'],
  ],
  'pad-byte-not-zero-at-the-end': [
    [49, 'the pad byte after a chunk with an odd number of bytes is not zero; it is ignored'],
  ],
  'pad-byte-missing-before-data': [
    [23, 'the pad byte after a chunk with an odd number of bytes is missing'],
  ],
  'pad-byte-not-zero-before-data': [
    [47, 'the pad byte after a chunk with an odd number of bytes is not zero; it is ignored'],
  ],
  'pad-byte-missing-in-tail': [
    [67, 'the pad byte after a chunk with an odd number of bytes is missing'],
  ],
  'pad-byte-missing-after-last-chunk': [
    [67, 'the pad byte after a chunk with an odd number of bytes is missing'],
  ],
  'pad-byte-missing-then-short-junk': [
    [49, 'the pad byte after a chunk with an odd number of bytes is missing'],
    [49, '3 bytes after the last chunk are no chunk; they are passed through'],
  ],
  'pad-byte-missing-then-junk': [
    [49, 'the pad byte after a chunk with an odd number of bytes is missing'],
    [49, '16 bytes after the last chunk are no chunk; they are passed through'],
  ],
  'chunk-truncated': [
    [
      56,
      'the input ends 93 bytes before the end of the chunk "LIST", which states 100; it is passed through as it is',
    ],
  ],
  'chunk-of-unknown-size-after-data': [
    [
      56,
      'the input ends 4294967291 bytes before the end of the chunk "LIST", which states 4294967295; it is passed through as it is',
    ],
  ],
  'trailing-junk': [[56, '21 bytes after the last chunk are no chunk; they are passed through']],
  'trailing-junk-without-samples': [
    [44, 'the data ends with 1 bytes of a frame of 2; they are dropped'],
    [
      46,
      '15 bytes after the last chunk are no chunk; they are left out, for there are no samples before them',
    ],
  ],
  'trailing-junk-text': [
    [80, '18 bytes after the last chunk are no chunk; they are passed through'],
  ],
  'trailing-junk-3-bytes': [
    [56, '3 bytes after the last chunk are no chunk; they are passed through'],
  ],
  'rf64-sizes-contradict': [
    [72, 'the data chunk states 12 bytes and the ds64 chunk 14; the data chunk is believed'],
  ],
  'rf64-without-ds64': [
    [36, 'the RF64 file has no ds64 chunk with its sizes; all that follows is taken for samples'],
  ],
  'rf64-without-ds64-true-sizes': [
    [36, 'the RF64 file has no ds64 chunk with its sizes; that of the data chunk is believed'],
  ],
  'riff-with-unneeded-ds64': [
    [
      72,
      'the RIFF file has a ds64 chunk, which only RF64 and BW64 files need; it is left out of the output',
    ],
  ],
};

/** What users read about files that are refused. Those of other kinds are in foreign-formats.test.ts. */
const REFUSED: readonly (readonly [name: string, message: string])[] = [
  [
    'empty',
    'the input is empty (0 bytes); expected an audio file; check the program that should have written it',
  ],
  [
    'utf8-in-fmt',
    'the input is a WAV file that was re-encoded as UTF-8 text (it has EF BF BD in its header); its samples are lost; copy the original again, in binary mode',
  ],
  [
    'microsoft-adpcm',
    'the samples are coded in Microsoft ADPCM (codec 0x0002); PCM, floating point, A-law and µ-law are read; decode it in a pipe: ffmpeg -v error -i FILE -f wav - | awgn ... - out.wav',
  ],
  [
    'unknown-codec',
    'the samples are coded in an unknown codec 0xabcd; PCM, floating point, A-law and µ-law are read; ffmpeg and sox do not decode it; export the file again as one of these',
  ],
  [
    'unknown-sub-format',
    'the sub-format of the WAVEFORMATEXTENSIBLE is unknown (GUID bytes 01 00 00 00 09 09 09 09 09 09 09 09 09 09 09 09); expected PCM, floating point, A-law or µ-law; export the file as one of these',
  ],
  [
    'extensible-32-bits-without-sub-format',
    'the fmt chunk is a WAVEFORMATEXTENSIBLE of 18 bytes, without the sub-format that would tell what its 32-bit samples are; expected 40 bytes; export the file again',
  ],
  [
    'fmt-too-short',
    'the fmt chunk has 14 bytes; expected 16 at least, which tell the format of the samples; copy or export the file again',
  ],
  [
    'channels-0',
    'the fmt chunk states 0 channels; expected 1 at least; the header is damaged; copy or export the file again',
  ],
  [
    'channels-1025',
    'the fmt chunk states 1025 channels; expected 1024 at most; export it as files of fewer',
  ],
  [
    'sample-rate-0',
    'the fmt chunk states a sample rate of 0 Hz; expected 1 at least; the header is damaged; copy or export the file again',
  ],
  [
    'integers-of-64-bits',
    'the samples are integers of 64 bits; expected 32 at most; decode it in a pipe: ffmpeg -v error -i FILE -c:a pcm_s32le -f wav - | awgn ... - out.wav',
  ],
  [
    'floats-of-16-bits',
    'the samples are floating-point numbers of 16 bits; expected 32 or 64; ffmpeg and sox do not read it either; export the file again',
  ],
  [
    'bits-0-and-block-align-5',
    'the fmt chunk contradicts itself: 1 channels of 0 bits, frames of 5 bytes and 80000 bytes/s at 16000 Hz; no two of them agree; the header is damaged; copy or export the file again',
  ],
  [
    'block-align-too-narrow',
    'the fmt chunk contradicts itself: 2 channels of 16 bits, frames of 2 bytes and 32000 bytes/s at 16000 Hz; no two of them agree; the header is damaged; copy or export the file again',
  ],
  [
    'float-in-a-wide-slot',
    'the fmt chunk contradicts itself: 1 channels of 32 bits, frames of 8 bytes and 128000 bytes/s at 16000 Hz; no two of them agree; the header is damaged; copy or export the file again',
  ],
  [
    'two-fmt-chunks-contradict',
    'two fmt chunks contradict each other: s16, 1 channels, 16000 Hz, 2 bytes per frame, then s16, 2 channels, 16000 Hz, 4 bytes per frame; export the file again; or, if the first is right: ffmpeg -v error -i FILE -c copy -f wav - | awgn ... - out.wav',
  ],
  [
    'data-before-fmt',
    'the samples (chunk "data" at byte 12) come before any fmt chunk that would tell what they are; export the file again; or, if you know what they are, say it: tail -c +21 FILE | awgn --raw s16 --rate 16000 ... - out.wav',
  ],
  [
    'no-fmt',
    'no fmt chunk tells what the samples (chunk "data" at byte 12) are; export the file again; or, if you know what they are, say it: tail -c +21 FILE | awgn --raw s16 --rate 16000 ... - out.wav',
  ],
  [
    'utf8-in-data-size',
    'the input is a WAV file that was re-encoded as UTF-8 text (it has EF BF BD in its header); its samples are lost; copy the original again, in binary mode',
  ],
  [
    'no-data',
    'the file has no data chunk, so no samples (chunks found: "fmt ", "LIST"); expected one; copy or export the file again',
  ],
  [
    'cut-in-riff-header',
    'the input ends after 8 bytes, inside the RIFF header; copy or download it again',
  ],
  [
    'cut-after-riff-header',
    'the input ends after 12 bytes, before any sample (chunks found: none); copy or download it again',
  ],
  [
    'cut-in-fmt',
    'the input ends inside the chunk "fmt ", after 10 of its 16 bytes and before any sample; copy or download it again',
  ],
  [
    'cut-in-chunk-header',
    'the input ends after 40 bytes, before any sample (chunks found: "fmt "); copy or download it again',
  ],
  [
    'damaged-chunk-id',
    'at byte 36 a chunk was expected, with an id of four printable characters, and 01 02 03 04 00 00 00 00 "........" was found; the header is damaged, or the chunk before states a wrong size; copy or export the file again',
  ],
  [
    'too-much-metadata',
    'the chunk "LIST" states 67108864 bytes, which makes 67108880 before the samples; expected 67108864 at most; the header is damaged; copy or export the file again',
  ],
  [
    'too-much-metadata-that-is-there',
    'the chunk "LIST" states 67108864 bytes, which makes 67108880 before the samples; expected 67108864 at most; strip them in a pipe: ffmpeg -v error -i FILE -c copy -f wav - | awgn ... - out.wav',
  ],
  [
    'fmt-too-long',
    'the chunk "fmt " states 134217728 bytes, which makes 134217728 before the samples; expected 67108864 at most; the header is damaged; copy or export the file again',
  ],
  [
    'chunk-of-unknown-size',
    'the chunk "LIST" states 4294967295 bytes, which makes 4294967311 before the samples; expected 67108864 at most; the header is damaged; copy or export the file again',
  ],
  [
    'most-metadata-cut',
    'the input ends inside the chunk "LIST", after 0 of its 67108848 bytes and before any sample; copy or download it again',
  ],
  [
    'too-many-chunks',
    'more than 4096 chunks stand before the samples; expected fewer; the header is damaged, or not of a recording; export the file again',
  ],
  [
    'ds64-too-short',
    'the ds64 chunk has 16 bytes; expected 28, which hold the sizes; the header is damaged; copy or export the file again',
  ],
  [
    'ds64-beyond-2-53',
    'the ds64 chunk states 9007199254740992 bytes for the data; expected 2^53 - 1 at most; have the header made anew in a pipe: ffmpeg -v error -i FILE -c copy -f wav - | awgn ... - out.wav',
  ],
];

test.each(Object.entries(FIXTURES))(
  'the warnings of %s say what is odd, and where',
  (name, fixture) => {
    const { warnings } = parse([fixture.bytes]);
    expect(warnings.map((said) => [said.byteOffset, said.message])).toEqual(WARNINGS[name] ?? []);
    expect(warnings.map(({ code }) => code)).toEqual(fixture.warnings ?? []);
  },
);

test('every warning that is given here is one of a file', () => {
  expect(Object.keys(WARNINGS).filter((name) => !(name in FIXTURES))).toEqual([]);
});

test.each(REFUSED)(
  'the refusal of %s says what is wrong, where, and what to do',
  (name, message) => {
    const { bytes, code, byteOffset } = REFUSALS[name]!;
    expect(() => parse([bytes])).toThrow(expect.objectContaining({ message, code, byteOffset }));
  },
);
