import type { Option } from '../options/option.ts';
import { COMMANDS } from './commands.ts';
import { FILTER_OPTIONS } from './options.ts';
import { UsageError } from './usage-error.ts';

/** Shells that there is a script for. */
export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish'] as const;

const OPTIONS: readonly Option[] = FILTER_OPTIONS;

/** What a completion says of the value that follows an option, if one does. */
function completedValue({ type }: Option) {
  const { placeholder, isOptional = false, isPath = false, isList, names = [] } = type;
  const choices = isList || isOptional ? '' : names.join(' ');
  return {
    placeholder,
    isOptional,
    isPath,
    choices,
    follows: placeholder !== undefined && !isOptional,
  };
}

/**
 * What `awgn completion` prints: a script, or how to use one.
 *
 * @param words what stands after the name of the command.
 * @throws UsageError for anything but one shell that there is a script for.
 */
export function completionText(words: readonly string[]): string {
  if (words.includes('--help') || words.includes('-h')) return HELP;
  const [shell, ...others] = words;
  if (others.length > 0) throw noScript(words.map((word) => `"${word}"`).join(' and '));
  if (shell === 'bash') return bash();
  if (shell === 'zsh') return zsh();
  if (shell === 'fish') return fish();
  throw noScript(shell === undefined ? 'no shell' : `"${shell}"`);
}

function noScript(found: string): UsageError {
  return new UsageError(
    `completion is for ${found}; expected ${COMPLETION_SHELLS.join(', ')}, as in: source <(awgn completion bash)`,
  );
}

const HELP = `Prints a script that completes the options of awgn on the tab key.

Usage
  awgn completion bash|zsh|fish

Examples, each for the start-up file of its shell
  source <(awgn completion bash)      ~/.bashrc
  source <(awgn completion zsh)       ~/.zshrc, after compinit
  awgn completion fish | source       ~/.config/fish/config.fish

Exit status
  0 done; 2 wrong usage.
`;

function bash(): string {
  const flagsOf = (options: readonly Option[]) =>
    options.flatMap(({ name, short }) => [`--${name}`, ...(short ? [`-${short}`] : [])]).join(' ');
  const caseOf = (option: Option) => {
    const { name } = option;
    const { choices, isPath } = completedValue(option);
    if (choices)
      return `        --${name}) COMPREPLY=($(compgen -W '${choices}' -- "$word")); return ;;`;
    if (isPath) return `        --${name}) compopt -o default; COMPREPLY=(); return ;;`;
    return `        --${name}) COMPREPLY=(); return ;;`;
  };
  const commands = [...COMMANDS, { name: '*', options: OPTIONS }].map(
    ({ name, options }) => `    ${name})
      flags='${flagsOf(options)}'
      case $previous in
${options
  .filter((option) => completedValue(option).follows)
  .map(caseOf)
  .join('\n')}
      esac ;;`,
  );
  return `# bash completion for awgn: source <(awgn completion bash)
_awgn() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} flags
  if [[ $previous == completion ]]; then
    COMPREPLY=($(compgen -W '${COMPLETION_SHELLS.join(' ')}' -- "$word"))
    return
  fi
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
  const describe = (option: Option) => {
    const { name, short, help } = option;
    const { placeholder, isOptional, isPath, choices } = completedValue(option);
    const text = `[${help.replace(/[[\]:']/g, (character) => (character === "'" ? "'\\''" : `\\${character}`))}]`;
    const action = choices ? `(${choices})` : isPath ? '_files' : ' ';
    const argument =
      placeholder === undefined ? '' : `${isOptional ? ':' : ''}:${placeholder}:${action}`;
    // "=-": the value is joined to the flag or is not there.
    const long = `--${name}${isOptional ? '=-' : ''}`;
    const flags = short ? `'(-${short} --${name})'{-${short},${long}}` : long;
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
  const describe = (condition: string, option: Option) => {
    const { name, short, help } = option;
    const { isPath, choices, follows } = completedValue(option);
    const parts = [`complete -c awgn -n '${condition}' -l ${name}`];
    if (short) parts.push(`-s ${short}`);
    if (follows) parts.push(isPath ? '-r -F' : '-x');
    if (choices) parts.push(`-a '${choices}'`);
    parts.push(`-d '${help.replaceAll("'", "\\'")}'`);
    return parts.join(' ');
  };
  const names = COMMANDS.map(({ name }) => name).join(' ');
  const lines = OPTIONS.map((option) =>
    describe(`not __fish_seen_subcommand_from ${names}`, option),
  );
  const commands = COMMANDS.flatMap(({ name, options, help }) => [
    `complete -c awgn -n '__fish_use_subcommand' -a ${name} -d '${help}'`,
    ...options.map((option) => describe(`__fish_seen_subcommand_from ${name}`, option)),
  ]);
  return `# fish completion for awgn: awgn completion fish | source
${lines.join('\n')}
${commands.join('\n')}
complete -c awgn -n '__fish_use_subcommand' -a completion -d 'print a completion script'
complete -c awgn -n '__fish_seen_subcommand_from completion' -x -a '${COMPLETION_SHELLS.join(' ')}'
`;
}
