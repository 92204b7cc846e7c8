import { Argument, type Command } from 'commander'
import { readBashLine, readlineWord } from '../completion/bash-line.ts'
import { candidatesAt, type Candidates } from '../completion/candidates.ts'
import { completionScript, shells, type Shell } from '../completion/scripts.ts'
import { runWithoutEngine } from '../run-without-engine.ts'
import { write } from '../output.ts'

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print the script by which a shell completes commands, options and names of the library')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .action((shell: Shell, _: unknown, self: Command) =>
      runWithoutEngine(self, (output) => {
        const script = completionScript(shell, [process.execPath, process.argv[1]!])
        return output.result(
          () => ({ shell, script }),
          () => script,
        )
      }),
    )

  // What the scripts call: the words of a line, of which the last is at the cursor; of bash, the line as it stands.
  program
    .command('complete', { hidden: true })
    .addArgument(new Argument('<shell>').choices(shells))
    .argument('<words...>')
    .action((shell: Shell, words: string[]) => write(process.stdout, answer(program, shell, words)))
}

/** The lines that the script of a shell reads; see `completionScript`. */
function answer(program: Command, shell: Shell, words: readonly string[]): string {
  if (shell !== 'bash') {
    const found = candidatesAt(program, words.slice(0, -1), words.at(-1)!)
    return lines(
      found,
      found.list.map(({ word, help }) => (help === '' ? word : `${word}\t${help}`)),
    )
  }
  const [breaks, line] = words as [string, string]
  const typed = readBashLine(line, breaks)
  const found = candidatesAt(program, typed.before, typed.current)
  // bash takes the words as they are: it neither looks which of them fit nor quotes them.
  const fitting = found.list
    .map(({ word }) => `${found.prefix}${word}`)
    .filter((word) => word.normalize().startsWith(typed.current.normalize()))
  return lines(
    found,
    fitting.map((word) => readlineWord(word, typed)),
  )
}

function lines({ files, prefix }: Candidates, words: readonly string[]): string {
  return [`${files === true ? '*' : (files ?? '')}\t${prefix}`, ...words].map((line) => `${line}\n`).join('')
}
