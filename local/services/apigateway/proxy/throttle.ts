// Token buckets: as many requests at once as the burst, and then as many per second as the rate.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html

export interface Limit {
  /** Tokens per second. */
  readonly rate: number
  /** The most that a bucket holds. */
  readonly burst: number
}

interface Bucket {
  readonly limit: Limit
  tokens: number
  /** Epoch milliseconds. */
  filled: number
}

export class Throttle {
  private readonly buckets = new Map<string, Bucket>()

  /** Takes a token; false when there is none. A bucket whose limit has changed begins full. */
  allows(key: string, limit: Limit, now: number): boolean {
    const bucket = this.bucketOf(key, limit, now)
    bucket.tokens = Math.min(limit.burst, bucket.tokens + ((now - bucket.filled) / 1000) * limit.rate)
    bucket.filled = now
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }

  private bucketOf(key: string, limit: Limit, now: number): Bucket {
    const known = this.buckets.get(key)
    if (known && known.limit.rate === limit.rate && known.limit.burst === limit.burst) return known
    const made = { limit, tokens: limit.burst, filled: now }
    this.buckets.set(key, made)
    return made
  }
}
