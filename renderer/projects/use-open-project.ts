import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { latestRemoval } from '../api/noted-removals.ts'
import { useCall } from '../api/queries.tsx'
import { resetRouting } from '../app/use-route.ts'

/**
 * Follows which project is open. A change of it, by whichever window, forgets what the page knows of the former one.
 */
export function useOpenProject(): { readonly fault: string | null; readonly generation: number } {
  const { data } = useCall('projects.state', {})
  const client = useQueryClient()
  const shown = useRef<string | undefined>(undefined)
  const [generation, setGeneration] = useState(0)
  const open = data?.open ?? null
  const path = open?.path

  useEffect(() => {
    if (path === undefined) return
    if (shown.current !== undefined && shown.current !== path) {
      resetRouting()
      latestRemoval.become(null)
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'projects.state' })
      setGeneration((before) => before + 1)
    }
    shown.current = path
  }, [path, client])

  return { fault: data?.fault ?? null, generation }
}
