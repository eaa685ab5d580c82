#!/usr/bin/env bash
# awgn corpus --shard auto under a real Slurm: a controller and two node daemons on this machine, an array of 8 tasks, one of which is
# killed and requeued. The joined corpus must be that of one process, byte for byte.
#
# Needs slurmctld, slurmd and sbatch (Debian: slurm-wlm) and a built dist/. Leaves nothing behind. Exit status 0: it is the same.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin"
program="$(cd "$(dirname "$0")/../.." && pwd)/dist/cli/main.js"
node="$(command -v node)"
shards=8
work=$(mktemp -d /tmp/awgn-slurm.XXXXXX)
daemons=()

stop() {
  local status=$? pid
  if [ "$status" -ne 0 ]; then
    tail -n 20 "$work"/*.log "$work"/tasks/* 2>/dev/null || true
  fi
  for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${daemons[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT

say() { printf '%s\n' "$*"; }

# until_true SECONDS COMMAND...: waits for a command to succeed.
until_true() {
  local most=$1
  shift
  for _ in $(seq $((most * 5))); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.2
  done
  say "after $most s still not: $*"
  return 1
}

free_port() {
  "$node" -e 'const s = require("net").createServer().listen(0, () => { console.log(s.address().port); s.close(); })'
}

start_slurm() {
  local host user i
  host=$(hostname -s)
  user=$(id -un)
  mkdir -p "$work/state" "$work/tasks"
  {
    cat <<CONF
ClusterName=awgn
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/none
CredType=cred/none
StateSaveLocation=$work/state
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd-%n.pid
SlurmdSpoolDir=$work/spool-%n
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
JobRequeue=1
SchedulerParameters=sched_interval=2,batch_sched_delay=0
MinJobAge=300
CONF
    for i in 1 2; do
      say "NodeName=node$i NodeHostname=$host NodeAddr=127.0.0.1 Port=$(free_port) CPUs=2 State=UNKNOWN"
    done
    say 'PartitionName=all Nodes=node[1-2] Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO'
  } >"$work/slurm.conf"
  export SLURM_CONF="$work/slurm.conf"
  # Nothing here is confined, but Slurm loads a plugin for that all the same; before 23.02 there is none that does nothing.
  case $(slurmd -V) in
    *' 2'[0-2].*) printf 'CgroupPlugin=autodetect\nCgroupAutomount=no\n' ;;
    *) printf 'CgroupPlugin=disabled\n' ;;
  esac >"$work/cgroup.conf"
  slurmctld -D -f "$SLURM_CONF" >"$work/ctld.out.log" 2>&1 &
  daemons+=($!)
  until_true 20 scontrol ping
  for i in 1 2; do
    mkdir -p "$work/spool-node$i"
    slurmd -D -N "node$i" -f "$SLURM_CONF" >"$work/slurmd$i.out.log" 2>&1 &
    daemons+=($!)
  done
  until_true 30 sh -c 'test "$(sinfo -h -N -o %T | sort -u)" = idle'
}

write_corpus() {
  local i sample
  for i in $(seq 24); do
    for sample in "$(dirname "$program")"/../../samples/*.wav; do
      mkdir -p "$work/clean/spk$i"
      cp "$sample" "$work/clean/spk$i/"
    done
  done
}

# What the tasks call awgn: the first time, task 3 is killed when it has made something, and hangs.
write_program() {
  mkdir -p "$work/bin"
  cat >"$work/bin/awgn" <<PROGRAM
#!/usr/bin/env bash
if [ "\${SLURM_ARRAY_TASK_ID:-}" = 3 ] && [ ! -e "$work/killed" ]; then
  "$node" "$program" "\$@" &
  until [ -s "\$(ls "$work"/noisy/.awgn/shards/work/0000003/run-*-????????????.jsonl 2>/dev/null)" ]; do sleep 0.01; done
  kill -KILL \$!
  touch "$work/killed"
  sleep 600
fi
exec "$node" "$program" "\$@"
PROGRAM
  chmod +x "$work/bin/awgn"
}

digests() { (cd "$1" && find . -type f | LC_ALL=C sort | xargs sha256sum); }

state_of() { scontrol -o show job "$1" | sed -n 's/.*JobState=\([A-Z]*\).*/\1/p' | sort | uniq -c | xargs; }

is_over() { ! squeue -h -j "$1" -o %i | grep -q .; }

say "$(slurmctld -V)"
start_slurm
sinfo -N
write_corpus
write_program
options=(--snr 0:20 --stratified --copies 8 --seed 1)
"$node" "$program" corpus "$work/clean" "$work/whole" "${options[@]}"
cd "$work/tasks"
export PATH="$work/bin:$PATH"
script="$(dirname "$program")/../../deploy/slurm.sbatch"
job=$(sbatch --parsable --array=1-$shards --cpus-per-task=1 --mem=0 --oversubscribe "$script" "$work/clean" "$work/noisy" "${options[@]}")
until_true 60 test -e "$work/killed"
say 'task 3 was killed (SIGKILL); what the merge says of it:'
until_true 60 sh -c "! squeue -h -r -j $job -o %K | grep -qv '^3\$'"
if awgn corpus merge "$work/noisy"; then
  say 'the merge took a corpus with a gap'
  exit 1
fi
# One task of the array once more, as a user runs what is missing: both do the same work at the same time.
again=$(sbatch --parsable --array=3 --export=ALL,SHARDS=$shards --cpus-per-task=1 --mem=0 "$script" "$work/clean" "$work/noisy" "${options[@]}")
scontrol requeue "${job}_3"
until_true 100 is_over "$again"
until_true 200 is_over "$job"
say "tasks: $(state_of "$job")"
awgn corpus merge "$work/noisy"
diff <(digests "$work/whole") <(digests "$work/noisy")
cat "$work"/tasks/*.log
say "the same $(digests "$work/noisy" | wc -l) files as of one process"
