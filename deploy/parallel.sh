#!/usr/bin/env bash
# A noisy corpus by GNU parallel, on this machine, or on those of a list that share the disk:
#
#   deploy/parallel.sh 16 data/train data/train_noisy --snr 0:20 --seed 1
#   PARALLEL='--sshloginfile nodes.txt --workdir .' deploy/parallel.sh 64 data/train data/train_noisy --snr 0:20 --seed 1
#
# --jobs 1: as many shards at once as there are processors. Shards that broke off are tried again, and go on where they ended.
set -uo pipefail
shards=$1 folder=$3
shift

# A shard has exit status 0 when it is finished, also where utterances failed: those give the merge, and so this script, a 1.
seq "$shards" | parallel --retries 2 awgn corpus "$(printf '%q ' "$@")" --shard {}/"$shards" --jobs 1 --quiet
awgn corpus merge "$folder"
