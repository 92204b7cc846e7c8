import { type CsvCell, csvText } from '../../core/table/csv-writer.ts'
import type { TextExport } from './figure.tsx'

/** A table as CSV, its titles in the first row. It is made when it is asked for. */
export function csvExport(table: () => readonly (readonly CsvCell[])[], name = 'CSV'): TextExport {
  return { id: 'csv', name, extension: 'csv', type: 'text/csv', text: () => csvText(table()) }
}

/** An answer of the engine as it is. */
export function jsonExport(answer: unknown): TextExport {
  return {
    id: 'json',
    name: 'JSON',
    extension: 'json',
    type: 'application/json',
    text: () => `${JSON.stringify(answer, null, 2)}\n`,
  }
}

/** @param newick a tree without a line break at its end */
export function newickExport(newick: () => string): TextExport {
  return { id: 'newick', name: 'Newick', extension: 'nwk', type: 'text/plain', text: () => `${newick()}\n` }
}

/** A graph in the language of Graphviz. */
export function graphvizExport(dot: () => string): TextExport {
  return { id: 'dot', name: 'Graphviz', extension: 'dot', type: 'text/vnd.graphviz', text: dot }
}
