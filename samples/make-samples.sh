#!/usr/bin/env bash
# Makes the speech samples of this folder again: samples/make-samples.sh [OUTPUT_FOLDER]
#
# Needs espeak-ng (1.51 made the committed files) and sox (14.4.2). Both are deterministic as called here: espeak-ng uses no
# randomness, and sox runs with -R (fixed seed) and -D (no dither), so the same versions write the same bytes.
set -euo pipefail
export LC_ALL=C

out_folder=${1:-$(cd "$(dirname "$0")" && pwd)}
mkdir -p "$out_folder"
work_folder=$(mktemp -d)
trap 'rm -rf "$work_folder"' EXIT

# speak NAME VOICE WORDS_PER_MINUTE PITCH TEXT: one utterance, 22.05 kHz s16 mono, edges trimmed to the speech.
speak() {
  espeak-ng -v "$2" -s "$3" -p "$4" -w "$work_folder/raw.wav" "$5"
  sox -R -D "$work_folder/raw.wav" "$work_folder/$1.wav" \
    silence 1 0.01 0.1% reverse silence 1 0.01 0.1% reverse pad 0.08 0.12 gain -n -3
}

# encode NAME OUTPUT SOX_FORMAT_OPTIONS... -- SOX_EFFECTS...: one utterance in the encoding of one sample.
encode() {
  local utterance=$1 output=$2 format=()
  shift 2
  while [[ $1 != -- ]]; do
    format+=("$1")
    shift
  done
  shift
  sox -R -D "$work_folder/$utterance.wav" "${format[@]}" "$out_folder/$output" "$@"
}

speak male en-gb 175 45 'The signal came first, and the noise was added later.'
speak female en-us+f3 180 60 'Please read seven short words into the microphone.'
speak caller en-gb 165 50 'Hello, I would like to change my booking for Friday.'
speak operator en-us+f2 175 65 'Your call is being recorded for training.'
speak digits en-us+m3 170 45 'Four, nine, two, zero.'
speak scot en-gb-scotland 200 50 'A quiet room is never silent.'
speak short en-gb+f4 225 60 'Measure twice, then add noise.'
speak left en-gb+m4 210 40 'Can you hear both of us?'
speak right en-us+f1 210 65 'One voice in every channel.'
speak yes en-gb+f3 165 60 'Yes.'
speak maybe en-us+m2 165 45 'Maybe tomorrow.'

# Telephone encodings.
encode caller male-8khz-mulaw-mono.wav -t wav -e mu-law -c 1 -- rate 8000 gain -n -3
encode operator female-8khz-alaw-mono.wav -t wav -e a-law -c 1 -- rate 8000 gain -n -3

# The usual input of speech recognition: 16 kHz s16.
encode male male-16khz-s16-mono.wav -t wav -e signed-integer -b 16 -- rate 16000 gain -n -3
encode female female-16khz-s16-mono.wav -t wav -e signed-integer -b 16 -- rate 16000 gain -n -9

# Two utterances around 1.9 s of digital silence: the whole-file RMS and the active speech level differ by several dB.
sox -R -D "$work_folder/yes.wav" "$work_folder/yes-pause.wav" pad 0.4 1.9
sox -R -D "$work_folder/yes-pause.wav" "$work_folder/maybe.wav" "$work_folder/pauses.wav"
encode pauses pauses-16khz-s16-mono.wav -t wav -e signed-integer -b 16 -- rate 16000 gain -n -6

# Other sample types, rates and containers.
encode digits digits-22khz-u8-mono.wav -t wav -e unsigned-integer -b 8 -- gain -n -1
encode scot male-16khz-f32-mono.wav -t wav -e floating-point -b 32 -- rate 16000 gain -n -6
encode short female-16khz-s32-mono.wav -t wav -e signed-integer -b 32 -- rate 16000 gain -n -6
# wavpcm: the plain 16-byte fmt chunk; sox's default for more than 16 bits is WAVE_FORMAT_EXTENSIBLE.
encode short female-48khz-s24-mono.wav -t wavpcm -e signed-integer -b 24 -- rate 48000 gain -n -6
encode scot male-16khz-s16-mono-rifx.wav -t wav -B -e signed-integer -b 16 -- rate 16000 gain -n -6

# Two speakers, one per channel, the right one 12 dB below the left one.
sox -R -D "$work_folder/left.wav" "$work_folder/channel-1.wav" rate 44100 gain -n -3
sox -R -D "$work_folder/right.wav" "$work_folder/channel-2.wav" rate 44100 gain -n -15
sox -R -D -M "$work_folder/channel-1.wav" "$work_folder/channel-2.wav" "$work_folder/two-speakers.wav"
encode two-speakers two-speakers-44khz-s16-stereo.wav -t wav -e signed-integer -b 16 --

# sox writes s16 as WAVE_FORMAT_EXTENSIBLE from three channels on; the third one is silent.
sox -R -D "$work_folder/left.wav" "$work_folder/channel-1.wav" rate 8000 gain -n -6
sox -R -D "$work_folder/right.wav" "$work_folder/channel-2.wav" rate 8000 gain -n -12
sox -R -D "$work_folder/channel-1.wav" "$work_folder/channel-3.wav" vol 0
sox -R -D -M "$work_folder/channel-1.wav" "$work_folder/channel-2.wav" "$work_folder/channel-3.wav" \
  "$work_folder/three-channels.wav"
encode three-channels two-speakers-8khz-s16-3-channels-extensible.wav -t wav -e signed-integer -b 16 --
