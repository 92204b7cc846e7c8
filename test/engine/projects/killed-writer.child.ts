/** Writes into a database and is killed: what it wrote stands in the log beside the file. */
import { openDatabase } from '../../../engine/store/open-database.ts'

const file = process.argv[2]!
openDatabase(file).close()
const connection = openDatabase(file)
connection.pragma('wal_autocheckpoint = 0')
for (let row = 0; row < 500; row += 1)
  connection
    .prepare('INSERT INTO refused_sources (program, folder) VALUES (?, ?)')
    .run('jan', `${String(row)} ${'x'.repeat(500)}`)
process.kill(process.pid, 'SIGKILL')
