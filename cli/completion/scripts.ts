/** The shells that can complete command lines. */
export const shells = ['bash', 'zsh', 'fish'] as const

export type Shell = (typeof shells)[number]

/**
 * The script by which a shell completes command lines of the program. It asks the program itself, so that it holds no
 * list that could grow old. The answer's first line says which files may stand at the cursor (`*` for all, an ending,
 * or nothing) and, behind a tab, what of the word comes before the value; a line for each word follows.
 *
 * @param call the program and its first arguments, by which it is started
 */
export function completionScript(shell: Shell, call: readonly string[]): string {
  const quote = shell === 'fish' ? fishQuoted : posixQuoted
  return scripts[shell]([...call, 'complete', shell, '--'].map(quote).join(' '))
}

const scripts: Readonly<Record<Shell, (call: string) => string>> = {
  bash: (call) => `# Completion of cladescope for bash: eval "$(cladescope completion bash)"
_cladescope() {
  local files word
  COMPREPLY=()
  # Without \`mapfile\`, \`compopt\` and \`nosort\`, which bash 3.2, that of macOS, does not have.
  {
    read -r files
    while IFS= read -r word; do COMPREPLY+=("$word"); done
  } < <(${call} "$COMP_WORDBREAKS" "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  # Where no word fits, bash looks for files by itself.
  [[ $files == [*.]* ]] || compopt +o default 2>/dev/null
}
complete -o default -o nosort -F _cladescope cladescope 2>/dev/null || complete -o default -F _cladescope cladescope
`,
  zsh: (call) => `#compdef cladescope
# Completion of cladescope for zsh: source <(cladescope completion zsh), or this file as _cladescope in a folder of fpath
_cladescope() {
  local -a answer found shown
  local line files
  answer=("\${(@f)$(${call} "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  files=\${answer[1]%%$'\\t'*}
  [[ -z \${answer[1]#*$'\\t'} ]] || compset -P 1 '*='
  for line in "\${(@)answer[2,-1]}"; do
    found+=("\${line%%$'\\t'*}")
    if [[ $line == *$'\\t'?* ]]; then
      line="\${line%%$'\\t'*}  -- \${line#*$'\\t'}"
      shown+=("\${line[1,COLUMNS-1]}")
    else
      shown+=("\${line%%$'\\t'*}")
    fi
  done
  local -i isFound=1
  if (( $#found )); then
    if [[ -n \${(M)shown:#*  -- *} ]]; then
      compadd -l -d shown -a found && isFound=0
    else
      compadd -a found && isFound=0
    fi
  fi
  if [[ $files == '*' ]]; then
    _files && isFound=0
  elif [[ -n $files ]]; then
    _files -g "*$files" && isFound=0
  fi
  return isFound
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _cladescope "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _cladescope cladescope
fi
`,
  fish: (call) => `# Completion of cladescope for fish: cladescope completion fish | source
function __cladescope_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l typed (string unescape -- "$current"; or string replace -r '^["\\']' '' -- "$current")
    set -l answer (${call} $before[2..-1] "$typed" 2>/dev/null)
    set -l head (string split \\t -- $answer[1])
    for line in $answer[2..-1]
        echo -- "$head[2]$line"
    end
    if test -n "$head[1]"
        set -l path (string sub -s (math (string length -- "$head[2]") + 1) -- "$typed")
        for line in (__fish_complete_path "$path")
            echo -- "$head[2]$line"
        end
    end
end
complete -c cladescope -f -a '(__cladescope_complete)'
`,
}

function posixQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

function fishQuoted(text: string): string {
  return `'${text.replace(/['\\]/g, String.raw`\$&`)}'`
}
