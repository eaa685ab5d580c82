import { type CliOption, COMPLETION_SHELLS, FILTER_OPTIONS } from './options.ts';
import { UsageError } from './usage-error.ts';

const OPTIONS: readonly CliOption[] = FILTER_OPTIONS;

/**
 * A completion script.
 *
 * @throws UsageError for a shell there is none for.
 */
export function completionScript(shell: string | undefined): string {
  if (shell === 'bash') return bash();
  if (shell === 'zsh') return zsh();
  if (shell === 'fish') return fish();
  throw new UsageError(
    `completion is for ${shell === undefined ? 'no shell' : `"${shell}"`}; expected ${COMPLETION_SHELLS.join(', ')}, ` +
      'as in: source <(awgn completion bash)',
  );
}

function bash(): string {
  const flags = OPTIONS.flatMap(({ name, short }) => [
    `--${name}`,
    ...(short ? [`-${short}`] : []),
  ]);
  const cases = OPTIONS.filter(({ value }) => value !== undefined).map(
    ({ name, choices, isFile }) => {
      if (choices)
        return `    --${name}) COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$word")); return ;;`;
      if (isFile) return `    --${name}) compopt -o default; COMPREPLY=(); return ;;`;
      return `    --${name}) COMPREPLY=(); return ;;`;
    },
  );
  return `# bash completion for awgn: source <(awgn completion bash)
_awgn() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  case $previous in
${cases.join('\n')}
    completion) COMPREPLY=($(compgen -W '${COMPLETION_SHELLS.join(' ')}' -- "$word")); return ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W '${flags.join(' ')}' -- "$word"))
  else
    compopt -o default
    COMPREPLY=()
  fi
}
complete -F _awgn awgn
`;
}

function zsh(): string {
  const lines = OPTIONS.map(({ name, short, value, choices, isFile, help }) => {
    const text = `[${help.replace(/[[\]:']/g, (character) => (character === "'" ? "'\\''" : `\\${character}`))}]`;
    const action = choices ? `(${choices.join(' ')})` : isFile ? '_files' : ' ';
    const argument = value === undefined ? '' : `:${value}:${action}`;
    const flags = short ? `'(-${short} --${name})'{-${short},--${name}}` : `--${name}`;
    return short ? `    ${flags}'${text}${argument}' \\` : `    '${flags}${text}${argument}' \\`;
  });
  return `#compdef awgn
# zsh completion for awgn: source <(awgn completion zsh)
_awgn() {
  if [[ \${words[2]} == completion ]]; then
    _values shell ${COMPLETION_SHELLS.join(' ')}
    return
  fi
  _arguments -s \\
${lines.join('\n')}
    '1:input:_files' \\
    '2:output:_files'
}
# Sourced it is to be registered; as a file of $fpath it is the function's first call.
if [[ $funcstack[1] == _awgn ]]; then _awgn "$@"; else compdef _awgn awgn; fi
`;
}

function fish(): string {
  const lines = OPTIONS.map(({ name, short, value, choices, isFile, help }) => {
    const parts = [`complete -c awgn -l ${name}`];
    if (short) parts.push(`-s ${short}`);
    if (value !== undefined) parts.push(isFile ? '-r -F' : '-x');
    if (choices) parts.push(`-a '${choices.join(' ')}'`);
    parts.push(`-d '${help.replaceAll("'", "\\'")}'`);
    return parts.join(' ');
  });
  return `# fish completion for awgn: awgn completion fish | source
${lines.join('\n')}
complete -c awgn -n '__fish_use_subcommand' -a completion -d 'print a completion script'
complete -c awgn -n '__fish_seen_subcommand_from completion' -x -a '${COMPLETION_SHELLS.join(' ')}'
`;
}
