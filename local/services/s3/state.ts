// What S3 knows: buckets, their objects and uploads. Bodies are files; only their hashes are here.
import type { Place } from '../../core/arn.ts'

export interface S3State {
  readonly region: string
  readonly buckets: ReadonlyMap<string, Bucket>
  /** By upload id. */
  readonly uploads: ReadonlyMap<string, Upload>
  /** How many versions and parts hold each blob, by its SHA-256. */
  readonly references: ReadonlyMap<string, number>
  /** Blobs that nothing holds any more; the worker deletes their files. */
  readonly unreferenced: Set<string>
  readonly nextLifecycleRun: Date | undefined
}

export interface Bucket {
  readonly Name: string
  readonly CreationDate: string
  /** What the Put…Configuration operations set, in the API's own shapes. */
  readonly settings: Settings
  /** Sorted as ListObjects lists them. */
  readonly keys: string[]
  /** Newest first. */
  readonly versions: ReadonlyMap<string, ObjectVersion[]>
}

export interface Settings {
  readonly versioning?: { readonly Status?: 'Enabled' | 'Suspended' }
  readonly encryption?: EncryptionConfiguration
  readonly lifecycle?: { readonly Rules: readonly LifecycleRule[] }
  readonly publicAccessBlock?: PublicAccessBlock
  /** As given; S3 keeps the text. */
  readonly policy?: string
  readonly tagging?: readonly Tag[]
  readonly ownership?: { readonly Rules: readonly { readonly ObjectOwnership: string }[] }
  readonly notification?: Readonly<Record<string, unknown>>
  readonly logging?: { readonly LoggingEnabled?: { readonly TargetBucket: string; readonly TargetPrefix: string } }
}

export interface Tag {
  readonly Key: string
  readonly Value: string
}

export interface EncryptionConfiguration {
  readonly Rules: readonly {
    readonly ApplyServerSideEncryptionByDefault?: {
      readonly SSEAlgorithm: string
      readonly KMSMasterKeyID?: string
    }
    readonly BucketKeyEnabled?: boolean
  }[]
}

export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean
  readonly IgnorePublicAcls: boolean
  readonly BlockPublicPolicy: boolean
  readonly RestrictPublicBuckets: boolean
}

export interface LifecycleRule {
  readonly ID: string
  readonly Status: 'Enabled' | 'Disabled'
  /** The deprecated place of the prefix. */
  readonly Prefix?: string
  readonly Filter?: LifecycleFilter & { readonly And?: LifecycleFilter & { readonly Tags?: readonly Tag[] } }
  readonly Expiration?: {
    readonly Days?: number
    readonly Date?: string
    readonly ExpiredObjectDeleteMarker?: boolean
  }
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays?: number; readonly NewerNoncurrentVersions?: number }
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation: number }
}

export interface LifecycleFilter {
  readonly Prefix?: string
  readonly Tag?: Tag
  readonly ObjectSizeGreaterThan?: number
  readonly ObjectSizeLessThan?: number
}

/** A piece of a body; objects of multipart uploads have several. */
export interface Blob {
  readonly sha256: string
  readonly size: number
}

/** What the client says of an object, and gets back with it. */
export interface Attributes {
  readonly ContentType?: string
  readonly CacheControl?: string
  readonly ContentDisposition?: string
  readonly ContentEncoding?: string
  readonly ContentLanguage?: string
  readonly Expires?: string
  readonly WebsiteRedirectLocation?: string
  readonly StorageClass?: string
  readonly Metadata?: Readonly<Record<string, string>>
}

export interface Encryption {
  readonly ServerSideEncryption: string
  readonly SSEKMSKeyId?: string
  readonly BucketKeyEnabled?: boolean
  /** The encrypted data key, base64; reading asks KMS to decrypt it as the reader. */
  readonly dataKey?: string
}

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256'

/** `{ ChecksumCRC32: 'base64' }` and the like. */
export type Checksums = Readonly<Record<string, string>>

export interface ObjectVersion {
  readonly VersionId: string
  /** ISO 8601 */
  readonly LastModified: string
  readonly deleteMarker?: true
  readonly ETag: string
  readonly blobs: readonly Blob[]
  readonly size: number
  readonly attributes: Attributes
  readonly encryption: Encryption
  readonly checksums: Checksums
  readonly ChecksumType?: 'COMPOSITE' | 'FULL_OBJECT'
  readonly tags: readonly Tag[]
  /** The upload that it was completed from: whoever completes it once more gets the same answer. */
  readonly uploadId?: string
}

export interface Part {
  readonly PartNumber: number
  readonly LastModified: string
  readonly ETag: string
  readonly blob: Blob
  readonly checksums: Checksums
}

export interface Upload {
  readonly UploadId: string
  readonly Bucket: string
  readonly Key: string
  readonly Initiated: string
  readonly attributes: Attributes
  readonly encryption: Encryption
  readonly ChecksumAlgorithm?: ChecksumAlgorithm
  readonly ChecksumType?: 'COMPOSITE' | 'FULL_OBJECT'
  readonly tags: readonly Tag[]
  readonly parts: ReadonlyMap<number, Part>
  /** The object was written or deleted since the upload began: its completion can have no condition. */
  readonly overtaken?: true
}

export const initial = ({ region }: Place): S3State => ({
  region,
  buckets: new Map(),
  uploads: new Map(),
  references: new Map(),
  unreferenced: new Set(),
  nextLifecycleRun: undefined,
})

/** The file of a blob, in the service's part of the state folder. */
export const blobFile = (sha256: string): string => `blobs/${sha256.slice(0, 2)}/${sha256.slice(2)}`

export const isVersioned = (bucket: Bucket): boolean => bucket.settings.versioning?.Status === 'Enabled'
