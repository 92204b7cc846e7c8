/** Copies a database into a folder where no file may grow as large, and prints what the refusal says. */
import { join } from 'node:path'
import { saveCopy } from '../../../engine/projects/save-copy.ts'
import { openDatabase } from '../../../engine/store/open-database.ts'

const connection = openDatabase(':memory:')
try {
  await saveCopy(connection, join(process.argv[2]!, 'copy.sqlite'), false, undefined, () => undefined)
  console.log('copied')
} catch (error) {
  console.log(String(error))
}
