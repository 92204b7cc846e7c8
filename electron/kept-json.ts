import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { z } from 'zod'

/** A small value that the shell keeps in a file of the user's data folder. */
export interface KeptJson<Value> {
  read(): Value
  write(value: Value): void
}

/**
 * The value in a JSON file. What is missing, damaged or of another version reads as `otherwise`: nothing that is kept
 * so is worth a failed start. A value that cannot be written is lost at the end of the program.
 */
export function keptJson<Value>(file: string, schema: z.ZodType<Value>, otherwise: Value): KeptJson<Value> {
  return {
    read: () => {
      try {
        return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
      } catch {
        return otherwise
      }
    },
    write: (value) => {
      try {
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(`${file}.new`, JSON.stringify(value))
        renameSync(`${file}.new`, file)
      } catch {
        // A read-only or full disk.
      }
    },
  }
}
