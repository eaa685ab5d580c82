#!/usr/bin/env bash
# ffmpeg-anoisesrc.sh IN OUT SNR_DB: white noise at an SNR relative to the whole-file RMS with FFmpeg >= 4.4, mono files only.
#
# Pass 1 finds the RMS level with volumedetect (to 0.1 dB; astats is more exact but takes 2.5 times as long). Pass 2 mixes
# anoisesrc in. Its "white" noise is UNIFORM in ±amplitude, not Gaussian, so its RMS is amplitude / √3. amix must not
# normalise, or it would halve the signal.
set -euo pipefail
export LC_ALL=C
in_path=$1 out_path=$2 snr_db=$3

signal_dbfs=$(ffmpeg -hide_banner -nostdin -nostats -i "$in_path" -af volumedetect -f null - 2>&1 |
  awk '/mean_volume:/ { print $(NF - 1) }')
IFS=, read -r sample_rate channels < <(ffprobe -v error -show_entries stream=sample_rate,channels -of csv=p=0 "$in_path")
if [[ $channels != 1 ]]; then
  echo "ffmpeg-anoisesrc.sh: $in_path has $channels channels, expected 1" >&2
  exit 1
fi
amplitude=$(awk -v level="$signal_dbfs" -v snr="$snr_db" 'BEGIN { printf "%.9f", sqrt(3) * 10 ^ ((level - snr) / 20) }')

ffmpeg -hide_banner -nostdin -loglevel error -y -i "$in_path" -filter_complex \
  "anoisesrc=color=white:seed=1:sample_rate=$sample_rate:amplitude=$amplitude[noise];[0:a][noise]amix=inputs=2:duration=first:normalize=0" \
  -c:a pcm_s16le -f wav "$out_path"
