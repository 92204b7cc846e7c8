/** At most so many of some items, from the first on and spread evenly. */
export function spreadOver<Item>(items: readonly Item[], most: number): Item[] {
  const step = Math.ceil(items.length / most)
  return items.filter((_, index) => index % step === 0)
}
