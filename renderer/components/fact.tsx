import type { ReactNode } from 'react'
import textStyles from './text.module.css'

/** A name and a value of a list of facts; null: the file does not declare it. */
export function Fact({ name, value }: { readonly name: string; readonly value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value ?? <span className={textStyles['none']}>not declared</span>}</dd>
    </>
  )
}
