/**
 * The colours of figures, per theme: on the page and in exported files, which have no stylesheet.
 */
export type Theme = 'light' | 'dark'

export interface FigurePalette {
  readonly surface: string
  readonly text: string
  readonly muted: string
  readonly rule: string
  readonly accent: string
  readonly missing: string
  /**
   * Eight hues that stay apart under protanopia, deuteranopia and tritanopia, each at least 3:1 against the surface.
   */
  readonly categories: readonly string[]
  /** From little to much: starts near the surface. */
  readonly sequential: readonly string[]
  /** From below to above a middle that is near the surface. */
  readonly diverging: readonly string[]
}

export const figurePalettes: Readonly<Record<Theme, FigurePalette>> = {
  light: {
    surface: '#ffffff',
    text: '#1a2023',
    muted: '#5a656b',
    rule: '#9aa4a9',
    accent: '#0d6570',
    missing: '#9aa1a6',
    categories: ['#4191f5', '#dc790b', '#4d8d71', '#b94fb8', '#966600', '#1c6972', '#6b41a5', '#903828'],
    sequential: ['#f4f8f6', '#bfdfd8', '#6fb6b8', '#2b8397', '#1d5379', '#1a2a4f'],
    diverging: ['#8a3d12', '#d98a4b', '#f6f4f1', '#5fa6b3', '#0f5366'],
  },
  dark: {
    surface: '#171b1e',
    text: '#e3e8ea',
    muted: '#9aa6ac',
    rule: '#59646a',
    accent: '#63c3cb',
    missing: '#6c757b',
    categories: ['#5c97fc', '#ef7c24', '#aee4c6', '#cf89a6', '#eacf30', '#00cff7', '#944bc0', '#cd3e27'],
    sequential: ['#1d2427', '#1f4550', '#24707b', '#4a9f9f', '#95cdb9', '#ecf7dc'],
    diverging: ['#f0a468', '#a45c2a', '#22282b', '#2f7f8c', '#7fd3de'],
  },
}
