/** 16-unit line icons. They are decoration: the control around them carries the name. */
export const iconPaths = {
  library: 'M3 3.5h10M3 8h10M3 12.5h6',
  probe: 'M6 2.5h4M7 2.5v4L3.2 12.6a.8.8 0 0 0 .7 1.2h8.2a.8.8 0 0 0 .7-1.2L9 6.5v-4M5 10.5h6',
  tree: 'M2 8h3.5M5.5 4v8M5.5 4H9M5.5 12H14M9 2v4M9 2h5M9 6h5',
  lineage:
    'M2.5 8a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M10.5 3.5a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M10.5 12.5a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M5.5 7.2l5-2.9M5.5 8.8l5 2.9',
  matrix: 'M2.5 2.5h11v11h-11zM2.5 6.2h11M2.5 9.8h11M6.2 2.5v11M9.8 2.5v11',
  scores: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 3.5v9M8.5 9h3',
  benchmarks: 'M2.5 4.2l1.2 1.2L6 3M8.5 4.5h5M2.5 11.2l1.2 1.2L6 10M8.5 11.5h5',
  forecast: 'M2.5 13.5h11M2.5 13.5v-11M4.5 11.5l3-3M9.2 6.8l.6-.6M11.5 4.5l.6-.6M11.8 7v3M10.6 7h2.4M10.6 10h2.4',
  scaling: 'M2.5 13.5h11M2.5 13.5v-11M4 11.5c3.5 0 4-7 9-7M8 3v2M8 7v2M8 11v2',
  emergence: 'M2.5 13.5h11M2.5 13.5v-11M4 10.5h4l5-7',
  plus: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3L13.5 13.5',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  up: 'M4 10l4-4 4 4',
  check: 'M3 8.5l3.2 3.2L13 4.8',
  dash: 'M4 8h8',
  folder: 'M2 4.5a1 1 0 0 1 1-1h3.2l1.5 1.7H13a1 1 0 0 1 1 1v5.6a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1z',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.5l7 4.5-7 4.5z',
  download: 'M8 2.5v7.2M5 7l3 3 3-3M3 13h10',
  warning: 'M8 2.5l6 10.8H2zM8 6.6v3.2M8 11.4v.2',
  info: 'M8 13.8A5.8 5.8 0 1 0 8 2.2a5.8 5.8 0 0 0 0 11.6zM8 7.3v3.6M8 5v.2',
  grip: 'M6 3.8v.2M6 7.9v.2M6 12v.2M10 3.8v.2M10 7.9v.2M10 12v.2',
  help: 'M8 13.8A5.8 5.8 0 1 0 8 2.2a5.8 5.8 0 0 0 0 11.6zM6.2 6.4a1.8 1.8 0 1 1 2.6 1.7c-.5.3-.8.6-.8 1.2M8 11v.2',
  light:
    'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.8v1.4M8 12.8v1.4M1.8 8h1.4M12.8 8h1.4M3.6 3.6l1 1M11.4 11.4l1 1M12.4 3.6l-1 1M4.6 11.4l-1 1',
  dark: 'M13 9.6A5.4 5.4 0 0 1 6.4 3a5.4 5.4 0 1 0 6.6 6.6z',
  contrast: 'M8 13.5a5.5 5.5 0 1 0 0-11v11M8 2.5a5.5 5.5 0 0 0 0 11M10.5 4v8M9.3 2.8v10.4',
  keyboard: 'M1.8 4h12.4v8H1.8zM4 6.6h.1M6.7 6.6h.1M9.4 6.6h.1M12 6.6h.1M5 9.6h6',
  system: 'M2.5 3.5h11v7.5h-11zM6 13.5h4M8 11v2.5',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  remove: 'M3 4.5h10M6 4.5v-2h4v2M4.5 4.5l.6 9h5.8l.6-9',
  parent: 'M8 13V4M4.5 7.5L8 4l3.5 3.5',
  root: 'M2 8h5M7 4v8M7 4h7M7 12h7',
} as const

export type IconName = keyof typeof iconPaths

/** One of the icons here, or one that comes with what it stands for. */
export type IconSource = IconName | { readonly path: string }
