import { useCommand } from '../api/queries.tsx'
import { goTo } from '../app/use-route.ts'
import { Button } from '../components/button.tsx'
import { libraryView } from '../views/library/library-settings.ts'
import styles from './sample-button.module.css'

/** Opens the sample project in place of the open one, which stays as it is. */
export function SampleButton() {
  const open = useCommand('projects.openSample')
  return (
    <>
      <Button
        icon="tree"
        isDisabled={open.isPending}
        onPress={() => open.mutate({}, { onSuccess: () => goTo(libraryView) })}
      >
        Look at a sample project
      </Button>
      {open.error === null ? null : (
        <p role="alert" className={styles['error']}>
          {open.error.message}
        </p>
      )}
    </>
  )
}
