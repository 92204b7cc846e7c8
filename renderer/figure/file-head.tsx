import type { FigurePalette } from '../../core/color/palette.ts'
import { wrapText } from '../../core/format/wrap-text.ts'

/** Title and caption of an exported file, in lines that fit its width. */
export interface FileHead {
  readonly title: readonly string[]
  readonly caption: readonly string[]
  /** Down to where the drawing begins. */
  readonly height: number
}

const edge = 18
const titleLine = 20
const captionLine = 15
/** An average letter, in parts of the font's size; text cannot be measured where a file is made. */
const letter = 0.56
const titleSize = 15
const captionSize = 11

export function fileHead(title: string, caption: string, width: number): FileHead {
  const room = width - 2 * edge
  const head = {
    title: wrapText(title, room / (letter * 1.08 * titleSize)),
    caption: wrapText(caption, room / (letter * captionSize)),
  }
  return {
    ...head,
    height: 28 + titleLine * (head.title.length - 1) + 18 + captionLine * (head.caption.length - 1) + 8,
  }
}

export function FileHeadDrawing({
  head: { title, caption },
  palette,
}: {
  readonly head: FileHead
  readonly palette: FigurePalette
}) {
  const below = 28 + titleLine * (title.length - 1) + 18
  return (
    <g>
      <g fontSize={titleSize} fontWeight={600} fill={palette.text}>
        {title.map((line, index) => (
          <text key={index} x={edge} y={28 + titleLine * index}>
            {line}
          </text>
        ))}
      </g>
      <g fontSize={captionSize} fill={palette.muted}>
        {caption.map((line, index) => (
          <text key={index} x={edge} y={below + captionLine * index}>
            {line}
          </text>
        ))}
      </g>
    </g>
  )
}
