// How a service's clients speak to it: the part of its record that the front door reads.

interface WireOfAll {
  /** How the front door finds it: the service name of the credential scope (SigV4). */
  readonly signingName: string
  /** AWS has it once for all Regions: its clients sign for us-east-1. */
  readonly isGlobal: boolean
  /** Bytes of the longest body, or of the longest document where bodies are streamed, that is read into memory. */
  readonly bodyLimit: number
  /** The code of the error for input that breaks a constraint. */
  readonly validationError: string
  /** The code of the error for a call that no policy allows. */
  readonly accessDeniedError: string
}

/** The operation is in a header, input and output are JSON documents. */
interface JsonWire extends WireOfAll {
  readonly protocol: 'json-1.1'
  /** What stands before the dot of X-Amz-Target, for example `CodePipeline_20150709`. */
  readonly target: string
}

/** A form in, XML out. */
interface QueryWire extends WireOfAll {
  readonly protocol: 'query'
  /** For example `2010-05-15`. */
  readonly version: string
  /** Of the XML in the answers. */
  readonly namespace: string
  /** Operations that AWS takes without a signature, because the token of an identity provider says who asks. */
  readonly unsigned: readonly string[]
}

interface RestJsonWire extends WireOfAll {
  readonly protocol: 'rest-json'
  /** By the name of the operation. */
  readonly routes: Readonly<Record<string, Route>>
}

/**
 * As object storage speaks it: bodies are streamed, and their hash or their chunks are signed; the path is signed as it was sent; what a
 * policy opens to everybody needs no signature; the first part of the path may stand in the host's name.
 */
interface RestXmlWire extends WireOfAll {
  readonly protocol: 'rest-xml'
  /** By the name of the operation. */
  readonly routes: Readonly<Record<string, Route>>
  /** Of the XML in the answers. */
  readonly namespace: string
}

export type Wire = JsonWire | QueryWire | RestJsonWire | RestXmlWire

export type Protocol = Wire['protocol']

/** The part of the record that belongs to a protocol. */
export type WireOf<Name extends Protocol> = Extract<Wire, { readonly protocol: Name }>

/** For `bodyLimit`. */
export const MEGABYTE = 1024 * 1024

/** Where a rest operation lives. Names in braces are members of the input; `{Key+}` takes slashes too. */
export interface Route {
  readonly method: string
  /** `/2015-03-31/functions/{FunctionName}/invocations`; for rest-xml, `?uploads` at the end asks for that query parameter. */
  readonly path: string
  /** rest-xml: a header that has to be there, for operations that nothing else tells apart (`x-amz-copy-source`). */
  readonly having?: string
  /** Input member by header name; `x-amz-meta-*` gathers every header that begins so into a map. */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * Input member by name of the query parameter, where the two differ; `TagKeys[]` is a list however often the parameter is given.
   * rest-xml: every parameter that the operation takes, others are refused by name.
   */
  readonly query?: Readonly<Record<string, string>>
  /** rest-json: input member by its name in the body, where the two differ. */
  readonly body?: Readonly<Record<string, string>>
  /** The member that is the whole body: a `Uint8Array` for rest-json, a `Readable` for rest-xml. */
  readonly payload?: string
  /** rest-xml: the member that is the XML document in the body. */
  readonly document?: string
  /** rest-xml: element name of each list by its path, in the document and in the answer: `Rules: 'Rule'`, `TagSet: 'TagSet>Tag'` when wrapped. */
  readonly lists?: Readonly<Record<string, string>>
  /** HTTP status of a success; 200 unless said. */
  readonly status?: number
  readonly output?: {
    /** Output member by header name. */
    readonly headers?: Readonly<Record<string, string>>
    /** The output member that is the whole body: string, Uint8Array or Readable. */
    readonly payload?: string
    /** The output member that is the HTTP status. */
    readonly status?: string
    /** rest-xml: the name of the root element. */
    readonly root?: string
  }
}
