import type { Triple } from './oklab.ts'

/** The kinds of colour vision that lack one kind of cone: for long, medium and short waves. */
export const dichromacies = ['protanopia', 'deuteranopia', 'tritanopia'] as const
export type Dichromacy = (typeof dichromacies)[number]

/**
 * Colours as seen with a dichromacy, on linear sRGB, at full severity. Source: Machado, Oliveira and Fernandes 2009,
 * "A physiologically-based model for simulation of color vision deficiency", table of matrices.
 */
const matrices: Readonly<Record<Dichromacy, readonly [Triple, Triple, Triple]>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

/** The linear sRGB that looks to everyone as the given one does with a dichromacy; channels are clamped to 0 to 1. */
export function seenWith(dichromacy: Dichromacy, linear: Triple): Triple {
  const channel = ([red, green, blue]: Triple): number =>
    Math.min(1, Math.max(0, red * linear[0] + green * linear[1] + blue * linear[2]))
  const [red, green, blue] = matrices[dichromacy]
  return [channel(red), channel(green), channel(blue)]
}
