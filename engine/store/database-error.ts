/** Why a database cannot be used. The message names the file, what was expected, what was found and what to do. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
}
