export * from '../../core/format/interval.ts'
