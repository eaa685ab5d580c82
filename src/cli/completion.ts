import {
  type CliOption,
  COMPARE_OPTIONS,
  COMPLETION_SHELLS,
  FILTER_OPTIONS,
  MEASURE_OPTIONS,
} from './options.ts';
import { UsageError } from './usage-error.ts';

const OPTIONS: readonly CliOption[] = FILTER_OPTIONS;

/** Commands that have a name, and options of their own: none of these takes a value. */
const COMMANDS: readonly {
  readonly name: string;
  readonly options: readonly CliOption[];
  readonly help: string;
}[] = [
  { name: 'measure', options: MEASURE_OPTIONS, help: 'measure the levels of files' },
  { name: 'compare', options: COMPARE_OPTIONS, help: 'compare a clean file and a noisy one' },
];

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
  const flagsOf = (options: readonly CliOption[]) =>
    options.flatMap(({ name, short }) => [`--${name}`, ...(short ? [`-${short}`] : [])]).join(' ');
  const commands = COMMANDS.map(
    ({ name, options }) => `    ${name}) flags='${flagsOf(options)}' ;;`,
  );
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
  local flags='${flagsOf(OPTIONS)}'
  case \${COMP_WORDS[1]} in
${commands.join('\n')}
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
  else
    compopt -o default
    COMPREPLY=()
  fi
}
complete -F _awgn awgn
`;
}

function zsh(): string {
  const describe = ({ name, short, value, choices, isFile, help }: CliOption) => {
    const text = `[${help.replace(/[[\]:']/g, (character) => (character === "'" ? "'\\''" : `\\${character}`))}]`;
    const action = choices ? `(${choices.join(' ')})` : isFile ? '_files' : ' ';
    const argument = value === undefined ? '' : `:${value}:${action}`;
    const flags = short ? `'(-${short} --${name})'{-${short},--${name}}` : `--${name}`;
    return short ? `    ${flags}'${text}${argument}' \\` : `    '${flags}${text}${argument}' \\`;
  };
  const commands = COMMANDS.map(
    ({ name, options }) => `  if [[ \${words[2]} == ${name} ]]; then
    shift words; (( CURRENT-- ))
    _arguments -s \\
${options.map(describe).join('\n')}
    '*:file:_files'
    return
  fi`,
  );
  return `#compdef awgn
# zsh completion for awgn: source <(awgn completion zsh)
_awgn() {
  if [[ \${words[2]} == completion ]]; then
    _values shell ${COMPLETION_SHELLS.join(' ')}
    return
  fi
${commands.join('\n')}
  _arguments -s \\
${OPTIONS.map(describe).join('\n')}
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
  const commands = COMMANDS.flatMap(({ name, options, help }) => [
    `complete -c awgn -n '__fish_use_subcommand' -a ${name} -d '${help}'`,
    ...options
      .filter((option) => !OPTIONS.some((other) => other.name === option.name))
      .map(
        (option) =>
          `complete -c awgn -n '__fish_seen_subcommand_from ${name}' -l ${option.name} -d '${option.help}'`,
      ),
  ]);
  return `# fish completion for awgn: awgn completion fish | source
${lines.join('\n')}
${commands.join('\n')}
complete -c awgn -n '__fish_use_subcommand' -a completion -d 'print a completion script'
complete -c awgn -n '__fish_seen_subcommand_from completion' -x -a '${COMPLETION_SHELLS.join(' ')}'
`;
}
