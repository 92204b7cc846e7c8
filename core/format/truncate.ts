/** A name cut in its middle to at most `most` characters, so that both the family and the suffix stay readable: `Qwen2.5-0…-Q4_K_M`. */
export function truncateMiddle(name: string, most: number): string {
  const characters = [...name]
  if (characters.length <= most) return name
  const head = Math.ceil((most - 1) / 2)
  const tail = Math.max(0, most - 1 - head)
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - tail).join('')}`
}
