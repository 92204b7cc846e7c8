export * from '../../core/color/scale.ts'
