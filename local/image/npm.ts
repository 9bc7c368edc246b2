// npm in builds: the user's package cache, and of the user's settings only those without which that cache or the registry cannot be reached.
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** Where to install from and whom to trust: no tokens, no passwords, no scripts, nothing that is about one package. */
const SHARED = [
  'registry',
  'cafile',
  'proxy',
  'https-proxy',
  'noproxy',
  'strict-ssl',
  'omit-lockfile-registry-resolved',
] as const

/** Not of npm: which certificates Node.js trusts besides its own. */
export const CERTIFICATES = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'npm_config_cafile']

/**
 * Environment variables that set npm up for builds. Settings come from where npm itself would take them: the environment, the user's npmrc, the
 * machine's npmrc. A URL that carries a user name or password is left out.
 */
export const npmEnvironment = async (env: Environment, npmCli: string): Promise<Readonly<Record<string, string>>> => {
  const home = env.HOME ?? homedir()
  const prefix = dirname(dirname(dirname(dirname(dirname(npmCli)))))
  const settings: Record<string, string | undefined> = {
    'https-proxy': env.HTTPS_PROXY ?? env.https_proxy,
    proxy: env.HTTP_PROXY ?? env.http_proxy,
    noproxy: env.NO_PROXY ?? env.no_proxy,
    ...(await readNpmrc(join(prefix, 'etc', 'npmrc'))),
    ...(await readNpmrc(env.npm_config_globalconfig)),
    ...(await readNpmrc(env.npm_config_userconfig ?? join(home, '.npmrc'))),
    ...fromEnvironment(env),
  }
  return {
    npm_config_cache: settings.cache ?? join(home, '.npm'),
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    ...Object.fromEntries(
      SHARED.flatMap(name => {
        const value = settings[name]
        return value === undefined || hasCredentials(value) ? [] : [[`npm_config_${name.replaceAll('-', '_')}`, value]]
      }),
    ),
    ...Object.fromEntries(CERTIFICATES.slice(0, 3).flatMap(name => (env[name] ? [[name, env[name]]] : []))),
  }
}

const hasCredentials = (value: string): boolean => /^[a-z]+:\/\/[^/]*@/i.test(value)

/** `npm_config_HTTPS_PROXY` and `npm_config_https_proxy` are the same to npm. */
const fromEnvironment = (env: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => {
      const key = /^npm_config_(.+)$/i.exec(name)?.[1]?.toLowerCase().replaceAll('_', '-')
      return key && value ? [[key, value]] : []
    }),
  )

const readNpmrc = async (path: string | undefined): Promise<Record<string, string>> => {
  const text = path ? await readFile(path, 'utf8').catch(() => '') : ''
  return Object.fromEntries(
    text.split('\n').flatMap(line => {
      const [, key, value] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
      return key && value && !value.includes('${') ? [[key, value.replace(/^"(.*)"$/, '$1')]] : []
    }),
  )
}
