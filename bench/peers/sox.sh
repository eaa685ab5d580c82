#!/usr/bin/env bash
# sox.sh IN OUT SNR_DB: white noise at an SNR relative to the whole-file RMS with SoX.
#
# Pass 1 finds the RMS level of all channels together with the stats effect. Pass 2 is two processes: the first replaces the
# signal by noise of the same length, the second adds it (-v 1 keeps -m from halving both). SoX's "whitenoise" is UNIFORM in
# ±1, not Gaussian, so its RMS is 1 / √3.
set -euo pipefail
export LC_ALL=C
in_path=$1 out_path=$2 snr_db=$3

signal_dbfs=$(sox "$in_path" -n stats 2>&1 | awk '/^RMS lev dB/ { print $4 }')
volume=$(awk -v level="$signal_dbfs" -v snr="$snr_db" 'BEGIN { printf "%.9f", sqrt(3) * 10 ^ ((level - snr) / 20) }')

sox -R -D "$in_path" -p synth whitenoise vol "$volume" |
  sox -D -m -v 1 "$in_path" -v 1 -p -t wav -e signed-integer -b 16 "$out_path"
