// Which Host headers are served, and the bucket that a virtual-hosted S3 request carries in its Host.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html

/** A web page of elsewhere can point its own name at 127.0.0.1 (DNS rebinding), but it cannot forge the Host header. */
export const isLoopbackHost = (host: string | undefined): boolean => {
  const name = hostName(host)
  return name === '127.0.0.1' || name === '[::1]' || name === 'localhost' || name.endsWith('.localhost')
}

/** `artifacts` for `artifacts.localhost:4566` and `artifacts.s3.localhost`; undefined in path style. */
export const bucketOfHost = (host: string | undefined): string | undefined => {
  const name = hostName(host)
  if (!name.endsWith('.localhost')) return undefined
  const labels = name.slice(0, -'.localhost'.length)
  const bucket = labels.replace(/(^|\.)s3(\.[a-z0-9-]+)?$/, '')
  return bucket === '' ? undefined : bucket
}

const hostName = (host: string | undefined): string => (host ?? '').toLowerCase().replace(/:\d+$/, '')
