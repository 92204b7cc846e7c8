import type { ReactElement, ReactNode } from 'react'
import { OverlayArrow, Tooltip, TooltipTrigger } from 'react-aria-components'
import styles from './hint.module.css'

/** A short text that appears on hover and on keyboard focus of the one control inside. */
export function Hint({ text, children }: { readonly text: ReactNode; readonly children: ReactElement }) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <Tooltip offset={7} className={styles['hint'] ?? ''}>
        <OverlayArrow>
          <svg width={8} height={5} viewBox="0 0 8 5" className={styles['arrow']}>
            <path d="M0 0l4 5 4-5z" />
          </svg>
        </OverlayArrow>
        {text}
      </Tooltip>
    </TooltipTrigger>
  )
}
