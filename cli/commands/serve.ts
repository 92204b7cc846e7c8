import { InvalidArgumentError, Option, type Command } from 'commander'
import { ensurePage } from '../build/page.ts'
import { wholeNumber } from '../option-values.ts'
import type { RunCommand } from '../run-command.ts'
import { isLoopback } from '../serve/loopback.ts'
import { startWebShell } from '../serve/web-shell.ts'
import type { Session } from '../session.ts'

interface ServeOptions {
  readonly port: number
  readonly host: string
}

export function addServeCommand(program: Command, run: RunCommand): void {
  program
    .command('serve')
    .description('serve the UI on a loopback address and print it; ends with Ctrl-C')
    .addOption(new Option('--port <number>', 'port; 0 takes any free one').argParser(wholeNumber(0, 65_535)).default(0))
    .addOption(new Option('--host <address>', 'loopback address').argParser(loopbackHost).default('127.0.0.1'))
    .action((options: ServeOptions, command: Command) => run(command, (session) => serve(session, options)))
}

function loopbackHost(value: string): string {
  if (!isLoopback(value)) throw new InvalidArgumentError('Expected a loopback address: 127.0.0.1, ::1 or localhost.')
  return value
}

async function serve(
  { engine, output, databaseFile, interruption }: Session,
  { host, port }: ServeOptions,
): Promise<void> {
  const pageFolder = await ensurePage((text) => output.note(text))
  const shell = await startWebShell({ api: engine, pageFolder, host, port })
  try {
    await output.result(
      () => ({ url: shell.url, host: shell.host, port: shell.port, database: databaseFile }),
      () => `${shell.url}\n`,
    )
    output.note('open this address in a browser; Ctrl-C ends the program')
    await aborted(interruption.signal)
  } finally {
    await shell.close()
  }
}

/** Resolves when the signal is given: for a server, being stopped is the normal end. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
