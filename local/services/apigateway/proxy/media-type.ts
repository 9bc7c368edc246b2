// Media types with wildcards, as in binaryMediaTypes.

/** `image/*`, `application/zip`, or every type there is. */
export const matchesMediaType = (patterns: readonly string[], contentType: string | undefined): boolean => {
  if (patterns.length === 0) return false
  if (patterns.includes('*/*')) return true
  const type = contentType?.split(/[;,]/)[0]?.trim().toLowerCase()
  if (!type) return false
  return patterns.some(pattern => {
    const wanted = pattern.toLowerCase()
    return wanted === type || (wanted.endsWith('/*') && type.startsWith(wanted.slice(0, -1)))
  })
}

/** What HTTP APIs hand over as text; everything else is base64. Unverified: the complete list. */
export const isText = (contentType: string | undefined): boolean => {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? 'text/plain'
  return type.startsWith('text/') || /^application\/(json|javascript|xml|[^/]+\+(json|xml))$/.test(type)
}
