export * from '../../core/color/oklab.ts'
