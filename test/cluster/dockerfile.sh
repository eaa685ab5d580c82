#!/usr/bin/env bash
# Follows deploy/Dockerfile step by step where no container engine runs: each stage is a chroot over a copy-on-write view of this
# machine, with its Node instead of the image's and an empty /src and /opt; the context is a clean clone, less what .dockerignore leaves
# out. At the end awgn runs as the image's user, on a root that it cannot write to.
#
# Needs Linux, root, overlayfs and the npm registry. It says nothing of the base image itself.
set -euo pipefail
project="$(cd "$(dirname "$0")/../.." && pwd)"
if [ "${1:-}" != inside ]; then exec unshare --mount "$0" inside; fi
work=$(mktemp -d /tmp/awgn-image.XXXXXX)
trap 'umount -R "$work" 2>/dev/null || true; rm -rf "$work"' EXIT
mount -t tmpfs -o size=2g tmpfs "$work"
mkdir "$work/context"

# The context: what is committed, and what Dockerfile.dockerignore lets through ("*", then "!name" lines).
mapfile -t wanted < <(sed -n 's/^!//p' "$project/deploy/Dockerfile.dockerignore")
git -C "$project" archive HEAD "${wanted[@]}" | tar -x -C "$work/context"

declare -A stages=()
root='' directory=/ user=root
variables=()

begin_stage() {
  local place="$work/stage${#stages[@]}"
  mkdir -p "$place"/{upper,work,root}
  mount -t overlay overlay -o "lowerdir=/,upperdir=$place/upper,workdir=$place/work" "$place/root"
  root="$place/root"
  directory=/ user=root variables=()
  stages[${2:-${#stages[@]}}]=$root
  rm -rf "$root/src" "$root/opt" "$root/data" "$root/usr/local/bin/awgn" && mkdir "$root/src" "$root/opt"
  mount -t proc proc "$root/proc"
  mount --bind /dev "$root/dev"
  # Who runs in the official images of Node.
  getent passwd node >/dev/null || chroot "$root" useradd --uid 1000 --non-unique --create-home node
}

# in_root COMMAND...: as the user of the stage, in its directory.
in_root() {
  chroot --userspec="$user" "$root" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin HOME="$([ "$user" = root ] && echo /root || echo "/home/$user")" \
    npm_config_registry="$(npm config get registry)" "${variables[@]}" sh -c 'cd "$1" && shift && exec "$@"' sh "$directory" "$@"
}

copy() {
  local from="$work/context" target name
  if [[ $1 == --from=* ]]; then
    from=${stages[${1#--from=}]}
    shift
  fi
  target=${*: -1}
  [[ $target == /* ]] || target="$directory/$target"
  [ $# -eq 2 ] || [[ $target == */ ]] || { echo "COPY of several names to $target, which has no / at its end" >&2; return 1; }
  for name in "${@:1:$#-1}"; do
    if [ -d "$from/$name" ]; then
      mkdir -p "$root$target" && cp -a "$from/$name/." "$root$target"
    else
      [[ $target == */ ]] && mkdir -p "$root$target"
      cp "$from/$name" "$root$target"
    fi
  done
}

entrypoint=() command=()
while read -r instruction arguments; do
  echo "$instruction $arguments"
  # shellcheck disable=SC2086
  case $instruction in
    FROM) begin_stage "${arguments%% *}" "$(sed -n 's/.* AS //p' <<<"$arguments")" ;;
    WORKDIR) directory=$arguments && mkdir -p "$root$directory" ;;
    COPY) copy $arguments ;;
    RUN) in_root sh -c "$arguments" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; } ;;
    ENV) variables+=("$arguments") ;;
    USER) user=$arguments ;;
    ENTRYPOINT) mapfile -t entrypoint < <(node -p "$arguments.join('\n')") ;;
    CMD) mapfile -t command < <(node -p "$arguments.join('\n')") ;;
    *) echo "no such instruction: $instruction" >&2 && exit 1 ;;
  esac
done < <(sed -e '/^#/d' -e '/^$/d' "$project/deploy/Dockerfile")

# run ARGUMENTS...: as `docker run --read-only`.
run() { in_root "${entrypoint[@]}" "$@"; }
[ "$user" != root ]
mkdir -p "$root/data/clean" && cp "$project"/samples/*.wav "$root/data/clean" && chown -R 1000 "$root/data"
mount --bind "$root/data" "$root/data"
mount -o remount,bind,ro "$root"
if in_root touch /opt/awgn/there 2>/dev/null; then echo 'the root can be written to' >&2 && exit 1; fi
run "${command[@]}" | grep -q '^Usage'
run --snr 10 --seed 1 --quiet <"$project/samples/male-16khz-s16-mono.wav" | cmp - <(node "$project/dist/cli/main.js" --snr 10 --seed 1 --quiet \
  <"$project/samples/male-16khz-s16-mono.wav")
for shard in 1/2 2/2; do run corpus /data/clean /data/noisy --snr 0:20 --seed 1 --jobs 2 --quiet --shard "$shard"; done
run corpus merge /data/noisy
# To look at ratios, lists are sorted in files.
variables+=(TMPDIR=/data)
run verify /data/noisy --source /data/clean
[ "$(stat -c %u "$root/data/noisy/receipts.jsonl")" = 1000 ]
du -sh "$root/opt/awgn" | cut -f 1
echo 'the steps of the Dockerfile give a program that works'
