/** Hands a file to the browser's download. Nothing leaves the page but into the reader's own folder. */
export function downloadFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The download reads the blob after the click has returned.
  window.setTimeout(() => URL.revokeObjectURL(address), 30_000)
}

export function downloadText(name: string, type: string, text: string): void {
  downloadFile(name, new Blob([text], { type: `${type};charset=utf-8` }))
}
