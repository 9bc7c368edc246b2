// The two CRCs of S3 that Node.js does not bring: CRC-32C and CRC-64/NVME, by table.
// https://reveng.sourceforge.io/crc-catalogue/all.htm

/** Continues from `before`; 0 at the start. */
export const crc32c = (bytes: Uint8Array, before = 0): number => {
  let crc = ~before
  for (const byte of bytes) crc = (table32c()[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return ~crc >>> 0
}

/** Continues from `before`; 0n at the start. Two 32-bit halves: BigInt would be a hundred times slower. */
export const crc64nvme = (bytes: Uint8Array, before = 0n): bigint => {
  const { high: highs, low: lows } = table64()
  let high = ~Number(before >> 32n)
  let low = ~Number(before & 0xffffffffn)
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff
    low = ((low >>> 8) | (high << 24)) ^ (lows[index] ?? 0)
    high = (high >>> 8) ^ (highs[index] ?? 0)
  }
  return (BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0)
}

let madeTable32c: Int32Array | undefined
const table32c = (): Int32Array => {
  madeTable32c ??= Int32Array.from({ length: 256 }, (_, index) => {
    let crc = index
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
    return crc
  })
  return madeTable32c
}

let madeTable64: { readonly high: Int32Array; readonly low: Int32Array } | undefined
const table64 = (): { readonly high: Int32Array; readonly low: Int32Array } => {
  if (madeTable64) return madeTable64
  const [high, low] = [new Int32Array(256), new Int32Array(256)]
  for (let index = 0; index < 256; index++) {
    let crc = BigInt(index)
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x9a6c9329ac4bc9b5n : crc >> 1n
    high[index] = Number(crc >> 32n)
    low[index] = Number(crc & 0xffffffffn)
  }
  madeTable64 = { high, low }
  return madeTable64
}
