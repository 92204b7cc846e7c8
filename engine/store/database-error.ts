/** Why a database cannot be used. The message names the file, what was expected, what was found and what to do. */
export class DatabaseError extends Error {
  override readonly name: string = 'DatabaseError'
}

/** There is no file of this name, and none was to be made. */
export class AbsentDatabase extends DatabaseError {
  override readonly name = 'AbsentDatabase'
  constructor(file: string) {
    super(`There is no database ${file}. Commands that store something, such as models add, make it.`)
  }
}
