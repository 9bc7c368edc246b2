// The sorted keys of a bucket: S3 lists by the bytes of their UTF-8, which is not the order of JavaScript's strings.

export interface SortedKeys {
  readonly keys: string[]
}

export const insertKey = ({ keys }: SortedKeys, key: string): void => {
  const at = firstAtOrAfter(keys, key)
  if (keys[at] !== key) keys.splice(at, 0, key)
}

export const removeKey = ({ keys }: SortedKeys, key: string): void => {
  const at = firstAtOrAfter(keys, key)
  if (keys[at] === key) keys.splice(at, 1)
}

/** Index of the first key that is not before `key`. */
export const firstAtOrAfter = (keys: readonly string[], key: string): number => {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareKeys(keys[middle] ?? '', key) < 0) low = middle + 1
    else high = middle
  }
  return low
}

export const compareKeys = (a: string, b: string): number => {
  const shorter = Math.min(a.length, b.length)
  for (let index = 0; index < shorter; index++) {
    const difference = utf8Rank(a.charCodeAt(index)) - utf8Rank(b.charCodeAt(index))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Characters above U+FFFF are two surrogates (D800–DFFF) in UTF-16 but come after U+E000–U+FFFF in UTF-8. */
const utf8Rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)
