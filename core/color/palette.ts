/**
 * The colours of figures, per theme: on the page and in exported files, which have no stylesheet.
 */
export const themes = ['light', 'dark', 'high-contrast-light', 'high-contrast-dark'] as const
export type Theme = (typeof themes)[number]

export interface FigurePalette {
  readonly surface: string
  readonly text: string
  readonly muted: string
  readonly rule: string
  readonly accent: string
  readonly missing: string
  /**
   * Eight hues that stay apart under protanopia, deuteranopia and tritanopia (CIEDE2000 of at least 9), each at least
   * 3:1 against the surface, with high contrast 4.5:1.
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
  'high-contrast-light': {
    surface: '#ffffff',
    text: '#000000',
    muted: '#262d31',
    rule: '#5a656b',
    accent: '#00424b',
    missing: '#6b7479',
    categories: ['#5c60ff', '#e8003b', '#0f7700', '#943695', '#43413d', '#720000', '#c31662', '#591b53'],
    sequential: ['#f4f8f6', '#bfdfd8', '#6fb6b8', '#2b8397', '#1d5379', '#101b3a'],
    diverging: ['#6e2d09', '#d98a4b', '#f6f4f1', '#5fa6b3', '#053d4d'],
  },
  'high-contrast-dark': {
    surface: '#000000',
    text: '#ffffff',
    muted: '#dfe5e8',
    rule: '#9aa6ac',
    accent: '#8ceaf1',
    missing: '#8d989e',
    categories: ['#8bd6d6', '#ec0f33', '#dbc016', '#c217ff', '#437d9c', '#ff7d7b', '#e584ff', '#b55967'],
    sequential: ['#13181a', '#1f4550', '#24707b', '#4a9f9f', '#95cdb9', '#f4ffe4'],
    diverging: ['#ffb77e', '#a45c2a', '#14191b', '#2f7f8c', '#8fe6ee'],
  },
}
