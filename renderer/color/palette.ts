export * from '../../core/color/palette.ts'
