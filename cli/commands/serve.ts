import { userInfo } from 'node:os'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { hasScreen } from '../build/electron-binary.ts'
import { ensurePage } from '../build/page.ts'
import { wholeNumber } from '../option-values.ts'
import { listenForInterruption } from '../interruption.ts'
import { runWithoutEngine } from '../run-without-engine.ts'
import { isLoopback, tunnelCommand } from '../serve/loopback.ts'
import { startWebShell } from '../serve/web-shell.ts'
import { chosenDatabaseFile, type GlobalOptions } from '../session.ts'

export interface ServeOptions {
  readonly port: number
  readonly host: string
}

export function addServeCommand(program: Command): void {
  addAddressOptions(
    program.command('serve').description('serve the UI on a loopback address and print it; ends with Ctrl-C'),
  ).action((options: ServeOptions, command: Command) =>
    serve(command, options, chosenDatabaseFile(command.optsWithGlobals<GlobalOptions>())),
  )
}

/** Where the UI is served. */
export function addAddressOptions(command: Command): Command {
  return command
    .addOption(new Option('--port <number>', 'port; 0 takes any free one').argParser(wholeNumber(0, 65_535)).default(0))
    .addOption(new Option('--host <address>', 'loopback address').argParser(loopbackHost).default('127.0.0.1'))
}

function loopbackHost(value: string): string {
  if (!isLoopback(value)) throw new InvalidArgumentError('Expected a loopback address: 127.0.0.1, ::1 or localhost.')
  return value
}

/** Serves also where the database cannot be used: the page says why, and can open another one. */
export async function serve(command: Command, { host, port }: ServeOptions, databaseFile: string): Promise<void> {
  await runWithoutEngine(command, async (output) => {
    const interruption = listenForInterruption(() =>
      process.stderr.write('\nstopping; press Ctrl-C again to end at once\n'),
    )
    const { openProjects } = await import('../../engine/projects/project-host.ts')
    const projects = await openProjects({ databaseFile })
    try {
      const fault = projects.fault()
      if (fault !== null) output.note(`note: ${fault} The page can open another project.`)
      const pageFolder = await ensurePage((text) => output.note(text))
      const shell = await startWebShell({ api: projects, pageFolder, host, port })
      try {
        await output.result(
          () => ({ url: shell.url, host: shell.host, port: shell.port, database: databaseFile }),
          () => `${shell.url}\n`,
        )
        output.note('open this address in a browser; Ctrl-C ends the program')
        if (isElsewhere(process.env))
          output.note(
            `from another machine: ${tunnelCommand(shell, userInfo().username, process.env['SSH_CONNECTION'])}, and there the same address`,
          )
        await aborted(interruption.signal)
      } finally {
        await shell.close()
      }
    } finally {
      await projects.close()
      interruption.release()
    }
  })
}

/** Whether the reader probably sits at another machine. */
function isElsewhere(environment: NodeJS.ProcessEnv): boolean {
  return environment['SSH_CONNECTION'] !== undefined || !hasScreen(process.platform, environment)
}

/** Resolves when the signal is given: for a server, being stopped is the normal end. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
