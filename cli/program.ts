import { Command } from 'commander'
import { addAnalysisCommands } from './commands/analyses.ts'
import { addBenchmarksCommand } from './commands/benchmarks.ts'
import { addCompareCommand } from './commands/compare.ts'
import { addCompletionCommand } from './commands/completion.ts'
import { addDemoCommand } from './commands/demo.ts'
import { addDistancesCommand } from './commands/distances.ts'
import { addDoctorCommand } from './commands/doctor.ts'
import { addEmergenceCommand } from './commands/emergence.ts'
import { addForecastCommand } from './commands/forecast.ts'
import { addGenomesCommand } from './commands/genomes.ts'
import { addJobsCommand } from './commands/jobs.ts'
import { addLimitsCommand } from './commands/limits.ts'
import { addLineageCommand } from './commands/lineage.ts'
import { addModelsCommand } from './commands/models.ts'
import { addPopulationsCommand } from './commands/populations.ts'
import { addProbeCommand } from './commands/probe.ts'
import { addProbesCommand } from './commands/probes.ts'
import { addProjectCommand } from './commands/project.ts'
import { addReportCommand } from './commands/report.ts'
import { addSampleCommand } from './commands/sample.ts'
import { addScalingCommand } from './commands/scaling.ts'
import { addScoreCommand } from './commands/score.ts'
import { addScoresCommand } from './commands/scores.ts'
import { addServeCommand } from './commands/serve.ts'
import { addSketchCommand } from './commands/sketch.ts'
import { addSourcesCommand } from './commands/sources.ts'
import { addTreeCommand } from './commands/tree.ts'
import { addUndoCommand } from './commands/undo.ts'
import { addExamples } from './examples.ts'
import type { RunCommand } from './run-command.ts'
import { oneLine } from '../core/format/printable.ts'

/** All commands. Parsing throws commander's CommanderError instead of ending the process. */
export function createProgram(version: string, run: RunCommand): Command {
  const program = new Command('cladescope')
    .description(
      'Shows how GGUF language models descend from one another, offline, from exact next-token probabilities.',
    )
    .version(version, '--version', 'print the version')
    .option('--json', 'exactly one JSON document on stdout')
    .option('--db <file>', 'database file (default: CLADESCOPE_DB, else cladescope.sqlite in the user data folder)')
    .option('--project <project>', 'use this project: a name that `project list` shows, in place of --db')
    .option('--verbose', 'print stack traces')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (text, write) => write(`cladescope: ${oneLine(text.replace(/^error: /, ''))}\n`) })
    .helpCommand(true)
    .showSuggestionAfterError(true)

  addSourcesCommand(addModelsCommand(program, run), run)
  addGenomesCommand(program, run)
  addProbeCommand(program, run)
  addProbesCommand(program, run)
  addJobsCommand(program, run)
  addLimitsCommand(program, run)
  addPopulationsCommand(program, run)
  addDistancesCommand(program, run)
  addTreeCommand(program, run)
  addAnalysisCommands(program, run)
  addSketchCommand(program, run)
  addCompareCommand(program, run)
  addLineageCommand(program, run)
  addBenchmarksCommand(program, run)
  addScoreCommand(program, run)
  addScoresCommand(program, run)
  addReportCommand(program, run)
  addForecastCommand(program, run)
  addScalingCommand(program, run)
  addEmergenceCommand(program, run)
  addDemoCommand(program, run)
  addProjectCommand(program, run)
  addUndoCommand(program, run)
  addDoctorCommand(program, run)
  addServeCommand(program)
  addSampleCommand(program)
  addCompletionCommand(program)
  addExamples(program)
  return program
}
