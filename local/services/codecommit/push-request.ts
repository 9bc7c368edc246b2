// The beginning of what `git push` sends: one line for each reference that is to change, then an empty one.
// https://git-scm.com/docs/gitprotocol-pack#_reference_update_request_and_packfile_transfer

const FLUSH = '0000'

/** The full names of the references; undefined when more bytes are needed to tell. */
export const pushedReferences = (bytes: Buffer): readonly string[] | undefined => {
  const names: string[] = []
  for (let offset = 0; ; ) {
    const header = bytes.toString('latin1', offset, offset + 4)
    if (header.length < 4) return undefined
    if (header === FLUSH) return names
    const length = Number.parseInt(header, 16)
    // What is not in this form is git's to refuse.
    if (!/^[0-9a-f]{4}$/i.test(header) || length < 4) return names
    if (bytes.length < offset + length) return undefined
    const line = bytes.toString('utf8', offset + 4, offset + length)
    const name = /^[0-9a-f]{40} [0-9a-f]{40} ([^\0\n]+)/.exec(line)?.[1]
    if (name !== undefined) names.push(name)
    offset += length
  }
}
