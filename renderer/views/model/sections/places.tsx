import { bytesText } from '../../../../core/format/quantity.ts'
import { useCall } from '../../../api/queries.tsx'
import { UnansweredState } from '../../../components/states.tsx'
import textStyles from '../../../components/text.module.css'
import type { Section } from '../../../sections/section.ts'
import type { ModelSubject } from '../../../sections/subject.ts'
import { ModelFiles } from '../../library/model-files.tsx'
import { ModelPlaces } from '../../library/model-places.tsx'

export const places: Section<ModelSubject> = {
  id: 'places',
  title: 'Places and identical copies',
  needs: [],
  Content: ({ subject }) => {
    const [model] = subject.models
    const detail = useCall('models.get', { modelId: model.id })
    return (
      <>
        <p className={textStyles['muted']}>
          {model.places.length === 0
            ? 'No place of its file is known. Add the file to the library to probe or read it again.'
            : model.places.length < 2
              ? 'One place is known, and no copy of it.'
              : model.freeable === 0
                ? 'No copy takes further room on the disk.'
                : `Copies take up to ${bytesText(model.freeable)} more on the disk.`}
        </p>
        <div>
          <ModelPlaces model={model} />
        </div>
        {detail.data !== undefined ? (
          <div>
            <ModelFiles model={detail.data} />
          </div>
        ) : detail.error === null ? null : (
          <UnansweredState title="The files could not be read" call={detail} />
        )}
      </>
    )
  },
}
