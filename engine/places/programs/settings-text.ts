/** A field of a JSON object; undefined where the text is none, or has no such field. */
export function jsonField(text: string, field: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined
  } catch {
    return undefined
  }
}

/** A non-empty text at a field of a JSON object. */
export function jsonText(text: string | undefined, field: string): string | undefined {
  const value = text === undefined ? undefined : jsonField(text, field)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A text on the top level of a YAML document, in quotes or plain; undefined where it is none on one line. */
export function yamlText(text: string, field: string): string | undefined {
  const prefix = `${field}:`
  const line = text.split(/\r?\n/).find((candidate) => candidate.startsWith(prefix))
  const value = line?.slice(prefix.length).trim()
  if (value === undefined || value === '') return undefined
  if (value.startsWith('"')) {
    try {
      // A double-quoted scalar on one line differs from JSON in escapes that no path or name needs.
      const quoted: unknown = JSON.parse(/^"(?:[^"\\]|\\.)*"/.exec(value)?.[0] ?? '')
      return typeof quoted === 'string' ? quoted : undefined
    } catch {
      return undefined
    }
  }
  if (value.startsWith("'")) return /^'((?:[^']|'')*)'/.exec(value)?.[1]?.replaceAll("''", "'")
  if (/^[|>&*!{[#]/.test(value)) return undefined
  const plain = value.replace(/\s+#.*$/, '')
  return plain === '~' || plain === 'null' ? undefined : plain
}

/** A value of the section General in an INI file as Qt's QSettings writes it. */
export function iniText(text: string, key: string): string | undefined {
  let section = 'General'
  for (const line of text.split(/\r?\n/)) {
    section = /^\[(.+)\]$/.exec(line.trim())?.[1] ?? section
    if (section !== 'General' || !line.startsWith(`${key}=`)) continue
    const value = line.slice(key.length + 1).trim()
    const bare = /^"(.*)"$/.exec(value)?.[1] ?? value
    const plain = bare.replace(/\\(?:x([0-9a-f]{1,4})|(.))/gi, (_, code: string | undefined, sign: string) =>
      code === undefined ? sign : String.fromCharCode(Number.parseInt(code, 16)),
    )
    return plain === '' ? undefined : plain
  }
  return undefined
}

/** The values of a variable in the lines `Environment=` of a unit of systemd, in their order. */
export function unitVariable(text: string, name: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const assignments = /^\s*Environment\s*=(.*)$/.exec(line)?.[1]
    if (assignments === undefined) return []
    return [...assignments.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].flatMap(([, double, single, plain]) => {
      const assignment = double ?? single ?? plain ?? ''
      const value = assignment.startsWith(`${name}=`) ? assignment.slice(name.length + 1) : ''
      return value === '' ? [] : [value]
    })
  })
}
