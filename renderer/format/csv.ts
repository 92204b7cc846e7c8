export * from '../../core/table/csv-writer.ts'
