import { useState } from 'react'

/**
 * Which columns a table shows, which outlasts the window. Null puts back what is usual.
 *
 * @param name under which they are kept, different for each table
 */
export function useKeptColumns<T extends string>(
  name: string,
  usual: readonly T[],
  options: readonly T[],
): readonly [chosen: readonly T[], choose: (chosen: readonly T[] | null) => void] {
  const key = `cladescope.${name}`
  const [chosen, setChosen] = useState(() => stored(key, options) ?? usual)
  return [
    chosen,
    (next) => {
      setChosen(next ?? usual)
      try {
        if (next === null) window.localStorage.removeItem(key)
        else window.localStorage.setItem(key, next.join(','))
      } catch {
        // Storage may be blocked; the choice then lasts until the page is closed.
      }
    },
  ]
}

/** What is kept, of the words that there still are. */
function stored<T extends string>(key: string, options: readonly T[]): readonly T[] | null {
  try {
    const words = window.localStorage.getItem(key)?.split(',')
    return words === undefined ? null : options.filter((option) => words.includes(option))
  } catch {
    return null
  }
}
