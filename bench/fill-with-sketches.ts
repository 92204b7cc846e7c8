/** Fills a new database with the sketches of made-up models: `node fill-with-sketches.ts FILE MODELS`. */
import { ModelStore } from '../engine/store/model-store.ts'
import { openDatabase } from '../engine/store/open-database.ts'
import { SketchStore } from '../engine/store/sketch-store.ts'
import { madeUpModel } from './large-library.ts'
import { madeUpLibrary } from './made-up-library.ts'

function fill(file: string, models: number): { readonly families: number; readonly database: number } {
  const library = madeUpLibrary(models, 1)
  const connection = openDatabase(file)
  try {
    const store = new ModelStore(connection)
    const sketches = new SketchStore(connection)
    for (let model = 0; model < models; model += 1) {
      const id = `${(model + 1).toString(16).padStart(4, '0')}aaaabbbb`
      connection.transaction(() => {
        store.insert(madeUpModel(id, model))
        const made = library.sketchesOf(model)
        made.forEach((sketch, position) => sketches.keep(id, position, made.length, sketch))
      })()
    }
    const pages = connection.pragma('page_count', { simple: true }) as number
    const pageBytes = connection.pragma('page_size', { simple: true }) as number
    return { families: new Set(library.families).size, database: pages * pageBytes }
  } finally {
    connection.close()
    library.remove()
  }
}

const [file, models] = process.argv.slice(2)
console.log(JSON.stringify(fill(file!, Number(models))))
