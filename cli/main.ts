import { runAndExit } from './run-command-line.ts'

await runAndExit(process.argv.slice(2))
