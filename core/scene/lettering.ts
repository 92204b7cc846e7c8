/** The type of all figures, on the page and in files. */
export const figureFont = "Inter, 'Segoe UI', 'Noto Sans', system-ui, sans-serif"

/** Mean width of a character in parts of the type size, on the wide side. */
export const characterWidth = 0.6

/** Width of a text in pixels. It is estimated: text cannot be measured where a file is made. */
export function textWidth(text: string, size: number): number {
  return [...text].length * size * characterWidth
}
