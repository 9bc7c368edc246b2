// Where artifacts lie in the artifact store: <pipeline name>/<artifact name>/<random>, the names cut short.
// The cut keeps paths within the policy size of job credentials; see the samples in
// https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html

export interface S3Location {
  readonly bucket: string
  readonly key: string
}

/** Unverified: the cut of the pipeline's name (20) is not documented; that of the artifact's (10) and the 7 random characters follow AWS's samples. */
export const artifactKey = (pipelineName: string, artifactName: string, id: string): string =>
  `${pipelineName.slice(0, 20)}/${artifactName.slice(0, 10)}/${shortId(id)}`

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Seven letters and digits out of a UUID. */
const shortId = (uuid: string): string => {
  let number = BigInt(`0x${uuid.replaceAll('-', '').slice(0, 12)}`)
  let text = ''
  while (text.length < 7) {
    text += ALPHABET[Number(number % 62n)]
    number /= 62n
  }
  return text
}
