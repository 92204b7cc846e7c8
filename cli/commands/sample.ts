import { resolve } from 'node:path'
import type { Command } from 'commander'
import { CommandFailure, UsageFailure } from '../failure.ts'
import type { GlobalOptions } from '../session.ts'
import { addAddressOptions, serve, type ServeOptions } from './serve.ts'

export function addSampleCommand(program: Command): void {
  addAddressOptions(
    program
      .command('sample')
      .description(
        'serve the UI on the sample project, with probes, lineage and scores of small models; its database is sample.sqlite in the projects folder',
      ),
  ).action(async (options: ServeOptions, command: Command) => {
    const { db, project } = command.optsWithGlobals<GlobalOptions>()
    if (project !== undefined)
      throw new UsageFailure('sample: expected no --project, since it serves the sample project; --db names its file')
    const file = await sampleProject(db)
    await serve(command, options, file)
  })
}

/** Puts the sample project's database in place. Throws CommandFailure with what to do. */
async function sampleProject(named: string | undefined): Promise<string> {
  const { ensureSampleProject, sampleDatabaseFile } = await import('../../engine/sample/sample-project.ts')
  const file = named === undefined ? sampleDatabaseFile() : resolve(named)
  try {
    return ensureSampleProject(file)
  } catch (error) {
    throw new CommandFailure(
      `the sample project could not be copied to ${file}: ${error instanceof Error ? error.message : String(error)}; name another file with --db`,
      { cause: error },
    )
  }
}
