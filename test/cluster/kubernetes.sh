#!/usr/bin/env bash
# The Jobs of deploy/ against the published schema of batch/v1, which the package kubernetes-models carries: its validators check the
# values, its types (which know every field) the names. Needs npm and this project's node_modules.
set -euo pipefail
cd "$(dirname "$0")/../.."
tsc="$PWD/node_modules/typescript/bin/tsc"
deploy="$PWD/deploy"
work=$(mktemp -d /tmp/awgn-kubernetes.XXXXXX)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"type":"module"}' >package.json
npm install --silent --ignore-scripts --no-audit --no-fund kubernetes-models@4 yaml@2
cat >check.mjs <<'JS'
import { readFileSync, writeFileSync } from 'node:fs';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { parse } from 'yaml';

const job = parse(readFileSync(process.argv[2], 'utf8'));
new Job(job).validate();
const { completions, template } = job.spec;
const { args } = template.spec.containers[0];
const shards = args.includes('--shards') ? Number(args[args.indexOf('--shards') + 1]) : undefined;
if (completions !== shards) throw new Error(`completions are ${completions} and --shards ${shards}`);
writeFileSync('job.ts', `import type { IJob } from 'kubernetes-models/batch/v1/Job';\nexport const job: IJob = ${JSON.stringify(job)};\n`);
JS

# valid FILE: its values, then its names.
valid() { node check.mjs "$1" && node "$tsc" --noEmit --strict --skipLibCheck --module nodenext --target es2023 job.ts; }

valid "$deploy/kubernetes-job.yaml"
valid "$deploy/kubernetes-merge.yaml"
# It does look.
for change in 's/completionMode/completionsMode/' 's/completions: 64/completions: many/' 's/completions: 64/completions: 65/' \
  's/runAsNonRoot/runAsNotRoot/'; do
  sed "$change" "$deploy/kubernetes-job.yaml" >broken.yaml
  if valid broken.yaml >log 2>&1; then
    echo "taken in spite of $change"
    exit 1
  fi
done
echo 'the Jobs are sound'
