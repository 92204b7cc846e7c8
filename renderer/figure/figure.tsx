import { useState, type ReactNode } from 'react'
import { figureFile } from '../../core/scene/figure-file.ts'
import type { Scene } from '../../core/scene/scene.ts'
import { MenuButton, type MenuEntry } from '../components/menu-button.tsx'
import { RemarksButton } from '../components/remarks-button.tsx'
import { Notice } from '../components/states.tsx'
import { fileNameOf } from '../../core/format/file-name.ts'
import { downloadFile, downloadText } from './download.ts'
import { pngOf } from './png-of.ts'
import styles from './figure.module.css'

export interface TextExport {
  readonly id: string
  readonly name: string
  readonly extension: string
  readonly type: string
  readonly text: () => string
}

interface FigureProps {
  readonly title: string
  /** Under the title, in as many lines as it needs: what is shown, by which method. */
  readonly caption: ReactNode
  /** Parts of the exported files' names. */
  readonly fileParts: readonly string[]
  /** The drawing on its own, with its legend. */
  readonly drawing: () => Scene
  readonly texts: readonly TextExport[]
  /** What must be known beside the numbers shown. */
  readonly remarks?: readonly string[]
  readonly toolbar?: ReactNode
  readonly children: ReactNode
  readonly isBusy?: boolean
}

/** The frame of a chart: title, caption, tools, and its export. */
export function Figure({ title, caption, fileParts, drawing, texts, remarks, toolbar, children, isBusy }: FigureProps) {
  const [failure, setFailure] = useState<string | null>(null)
  const attempt = (work: () => void | Promise<void>) => () => {
    setFailure(null)
    void (async () => {
      try {
        await work()
      } catch (error) {
        setFailure(error instanceof Error ? error.message : String(error))
      }
    })()
  }
  const entries: MenuEntry[] = [
    {
      id: 'svg',
      name: 'SVG',
      note: 'Vector drawing, on white',
      onAction: attempt(() => downloadText(fileNameOf(fileParts, 'svg'), 'image/svg+xml', figureFile(drawing()).svg)),
    },
    {
      id: 'png',
      name: 'PNG',
      note: 'Image, 2 pixels per unit',
      onAction: attempt(async () => {
        const { svg, width, height } = figureFile(drawing())
        downloadFile(fileNameOf(fileParts, 'png'), await pngOf(svg, width, height))
      }),
    },
    ...texts.map((text) => ({
      id: text.id,
      name: text.name,
      onAction: attempt(() => downloadText(fileNameOf(fileParts, text.extension), text.type, text.text())),
    })),
  ]
  return (
    <figure className={styles['figure']} aria-label={title} aria-busy={isBusy ?? false}>
      <figcaption className={styles['head']}>
        <div className={styles['titles']}>
          <h2 className={styles['title']}>{title}</h2>
          <p className={styles['caption']}>{caption}</p>
        </div>
        <div className={styles['tools']} data-actions={title}>
          {toolbar}
          <RemarksButton remarks={remarks ?? []} />
          <MenuButton label="Export" icon="download" entries={entries} />
        </div>
      </figcaption>
      {failure === null ? null : (
        <div className={styles['failure']}>
          <Notice tone="danger">The export failed: {failure}</Notice>
        </div>
      )}
      <div className={styles['body']}>{children}</div>
    </figure>
  )
}
