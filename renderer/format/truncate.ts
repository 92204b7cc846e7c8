export * from '../../core/format/truncate.ts'
