import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What violates the rules of WCAG 2.2 A and AA and axe's best practices, as `rule: elements`. With `colours` those
 * rules alone that depend on the theme.
 */
export async function violations(page: Page, { colours = false } = {}): Promise<string[]> {
  // Evaluated rather than added as an element, which the content security policy refuses.
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axeSource)
  const options = colours ? { runOnly: { type: 'rule', values: ['color-contrast'] } } : {}
  return (await page.evaluate(
    `axe.run(document, { preload: false, resultTypes: ['violations'], ...${JSON.stringify(options)} }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 4).map(({ target, any }) =>
        target.join(' ') + (any[0]?.data?.contrastRatio ? ' (' + any[0].data.contrastRatio + ')' : '')).join(' | ')))`,
  )) as string[]
}

/**
 * Runs in the page: the document where it is wider than the window, and what scrolls sideways without a name or out of
 * reach of the keyboard.
 */
export const tooWide = `(() => {
  const found = document.documentElement.scrollWidth > innerWidth ? ['the document, ' + document.documentElement.scrollWidth + ' px'] : []
  for (const element of document.querySelectorAll('body *')) {
    const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth && element.clientWidth > 0
    const isNamedStop = (stop) => stop.tabIndex === 0 && stop.getAttribute('role') !== null && stop.getAttribute('aria-label') !== null
    // A drawing that is such a stop leads through its marks by arrows, which scrolls to them.
    const isDrawing = (inner) => isNamedStop(inner) && inner.clientWidth >= element.clientWidth
    if (scrolls && !isNamedStop(element) && ![...element.querySelectorAll('[tabindex="0"]')].some(isDrawing)) found.push(element.tagName + ' ' + element.className + ', ' + element.scrollWidth + ' in ' + element.clientWidth + ' px')
  }
  return found
})()`

/** Runs in the page: controls of which a part is cut off and cannot be scrolled to, and figures without a height. */
export const cutParts = `(() => {
  const found = []
  const seen = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible'
  for (const drawing of document.querySelectorAll('figure svg:not([aria-hidden=true])'))
    if (seen(drawing) && drawing.closest('figure').getBoundingClientRect().height < 120) found.push('figure ' + drawing.closest('figure').getAttribute('aria-label'))
  for (const control of document.querySelectorAll('button, a[href], input, [role=tab], [role=radio]')) {
    if (!seen(control) || control.closest('svg, .visually-hidden') || getComputedStyle(control).position === 'absolute') continue
    const box = control.getBoundingClientRect()
    if (box.width < 2 || box.height < 2) continue
    let holder = control.parentElement
    let area = { left: 0, right: innerWidth, top: 0, bottom: innerHeight }
    let scrolls = { x: false, y: false }
    let isHidden = false
    for (; holder !== null; holder = holder.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(holder)
      const held = holder.getBoundingClientRect()
      // What is there for screen readers only.
      isHidden ||= held.width <= 2 && held.height <= 2
      const cutsX = overflowX === 'hidden' || overflowX === 'clip'
      const cutsY = overflowY === 'hidden' || overflowY === 'clip'
      scrolls.x ||= overflowX === 'auto' || overflowX === 'scroll'
      scrolls.y ||= overflowY === 'auto' || overflowY === 'scroll'
      if (!scrolls.x && cutsX) { area.left = Math.max(area.left, held.left); area.right = Math.min(area.right, held.right) }
      if (!scrolls.y && cutsY) { area.top = Math.max(area.top, held.top); area.bottom = Math.min(area.bottom, held.bottom) }
    }
    if (isHidden) continue
    const name = control.getAttribute('aria-label') ?? control.textContent.trim().slice(0, 40)
    if (!scrolls.x && (box.left < area.left - 1 || box.right > area.right + 1)) found.push('sideways: ' + control.tagName + ' ' + name + ' ' + Math.round(box.left) + ' to ' + Math.round(box.right))
    if (!scrolls.y && (box.top < area.top - 1 || box.bottom > area.bottom + 1)) found.push('downwards: ' + control.tagName + ' ' + name + ' ' + Math.round(box.top) + ' to ' + Math.round(box.bottom))
  }
  return found
})()`

/** More stops are taken for a trap of the keyboard. */
const mostStops = 400

/**
 * Walks through the page with Tab, from its beginning to its end. Returns what is wrong on the way: a stop without a
 * name, out of sight or without a visible focus, and an end that is not reached.
 */
export async function walkByKeyboard(page: Page): Promise<{ readonly stops: number; readonly faults: string[] }> {
  // From the first element on, which is the link that skips the navigation.
  await page.evaluate("document.querySelector('a').focus()")
  await page.evaluate('window.walked = new Set([document.activeElement])')
  const faults: string[] = []
  for (let stops = 0; stops < mostStops; stops++) {
    await page.keyboard.press('Tab')
    const stop = (await page.evaluate(focusedStop)) as { readonly isEnd: boolean; readonly faults: readonly string[] }
    if (stop.isEnd) return { stops, faults }
    faults.push(...stop.faults)
  }
  return { stops: mostStops, faults: [...faults, `the end is not reached in ${mostStops} stops`] }
}

/** Runs in the page: what is wrong with the element that has the focus; it is the end where it was there before. */
const focusedStop = `(() => {
  const element = document.activeElement
  if (element === document.body || window.walked.has(element)) return { isEnd: true, faults: [] }
  window.walked.add(element)
  const name = element.getAttribute('aria-label') || element.labels?.[0]?.textContent || element.textContent.trim().slice(0, 40) ||
    [...(element.getAttribute('aria-labelledby') ?? '').split(' ')].map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
  const said = element.tagName + ' ' + name
  const outlined = (part) => {
    const { outlineStyle, outlineWidth, strokeWidth } = getComputedStyle(part)
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || (part instanceof SVGElement && parseFloat(strokeWidth) >= 2)
  }
  // Of a control of several parts one of them shows the focus.
  const whole = element.closest('[data-focus-visible], [data-focus-within]') ?? element
  const parts = [element, whole, element.parentElement, ...whole.querySelectorAll('*')]
  const box = element.getBoundingClientRect()
  const isSeen = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth
  return {
    isEnd: false,
    faults: [
      ...(name.trim() === '' ? [said + ' has no name'] : []),
      ...(isSeen ? [] : [said + ' is out of sight']),
      ...(parts.some(outlined) ? [] : [said + ' shows no focus']),
    ],
  }
})()`
