/** The scalings of rotary positions that llama.cpp's pinned build knows (`rope.scaling.type`); a test holds this. */
export const ropeScalings: ReadonlySet<string> = new Set(['none', 'linear', 'yarn', 'longrope'])
