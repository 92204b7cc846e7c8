/** ln of the gamma function of x > 0, by Stirling's series after a shift to x >= 10; relative error below 1e-13. */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`Gamma function: expected a number above 0, found ${x}`)
  let shifted = x
  let product = 1
  while (shifted < 10) {
    product *= shifted
    shifted += 1
  }
  const inverse = 1 / shifted
  const square = inverse * inverse
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))))
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
}
