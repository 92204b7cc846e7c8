import type { ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { flushSync } from 'react-dom'
import { printableLines } from '../../core/format/printable.ts'

/**
 * The text of a standalone SVG file of a drawing. The element must render one `svg` with presentation attributes only.
 */
export function renderSvg(drawing: ReactElement): string {
  const holder = document.createElement('div')
  const root = createRoot(holder)
  try {
    flushSync(() => root.render(drawing))
    const svg = holder.querySelector('svg')
    if (svg === null) throw new Error('The drawing has no svg element.')
    makeHarmless(svg)
    svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`
  } finally {
    root.unmount()
  }
}

/**
 * Writes what cannot be seen in the texts of a drawing as escapes: XML cannot hold some of it, and the rest would turn
 * the text around it.
 */
export function makeHarmless(svg: SVGSVGElement): void {
  const texts = document.createTreeWalker(svg, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode())
    node.nodeValue = printableLines(node.nodeValue ?? '')
  for (const element of svg.querySelectorAll('*')) {
    for (const attribute of element.attributes) attribute.value = printableLines(attribute.value)
  }
}

/** Draws an SVG text into a PNG, `scale` pixels per unit. */
export async function pngOf(svg: string, width: number, height: number, scale = 2): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = address
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('This browser gives no drawing surface for a PNG.')
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob === null ? reject(new Error('The PNG could not be made.')) : resolve(blob)),
        'image/png',
      )
    })
  } finally {
    URL.revokeObjectURL(address)
  }
}
