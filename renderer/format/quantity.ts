export * from '../../core/format/quantity.ts'
export { momentText } from './moment.ts'
