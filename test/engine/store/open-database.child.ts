import { openDatabase } from '../../../engine/store/open-database.ts'

// Opens the database and writes to it, as one of several processes that do so at once.
const connection = openDatabase(process.argv[2]!)
for (let index = 0; index < 20; index += 1) {
  connection.prepare('INSERT INTO environments (content) VALUES (?)').run(`${String(process.pid)} ${String(index)}`)
}
connection.close()
