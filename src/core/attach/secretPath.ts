const NAMES = new Set([
  '.boto',
  '.dockercfg',
  '.envrc',
  '.git-credentials',
  '.htpasswd',
  '.my.cnf',
  '.netrc',
  '.npmrc',
  '.pgpass',
  '.pypirc',
  '.s3cfg',
  '.vault-token',
  '.vault_pass',
  '.yarnrc.yml',
  '_netrc',
  'credentials',
  'kubeconfig',
  'master.key',
]);

const PATTERNS: readonly RegExp[] = [
  // Environment files, but for those that show what to fill in.
  /^\.env(?!\.(?:example|sample|template|dist|defaults?|schema)$)(?:[.\-_].*)?$/,
  /^(?!example\.|sample\.).+\.env$/,
  // Keys and key stores.
  /\.(?:pem|key|p8|p12|pfx|pkcs12|jks|keystore|ppk|kdbx?|gpg|asc|ovpn|agekey)$/,
  /^(?:ssh_host_.+|id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?(?:[.\-_].+)?)(?<!\.pub)$/,
  // State and variables of Terraform hold what they were given.
  /\.tfstate(?:\..*)?$|\.tfvars(?:\.json)?$/,
  /(?:^|[.\-_])(?:secrets?|credentials?)(?:\.[\w-]+)?\.(?:json|ya?ml|toml|ini|cfg|conf|properties|xml|csv|txt|enc)$/,
  /^(?:client[-_]secret|service[-_]account|application_default_credentials).*\.json$/,
];

const FOLDERS: readonly RegExp[] = [
  /(?:^|\/)\.ssh\/(?!known_hosts)(?!.*\.pub$)[^/]+$/,
  /(?:^|\/)\.(?:gnupg|password-store)\/.+$/,
  /(?:^|\/)\.(?:aws|azure|kube)\/(?:[^/]*config|[^/]*token.*|credentials.*|.*cache.*)$/,
  /(?:^|\/)\.docker\/config\.json$/,
  /(?:^|\/)(?:\.config\/)?gcloud\/.+$/,
];

/**
 * Whether a file is likely to hold passwords, keys or tokens, by its name and folder alone.
 *
 * @param path Absolute or relative, with either kind of slash.
 */
export function isSecretPath(path: string): boolean {
  const normal = path.replaceAll('\\', '/').toLowerCase();
  const name = normal.slice(normal.lastIndexOf('/') + 1);
  return (
    NAMES.has(name) ||
    PATTERNS.some((pattern) => pattern.test(name)) ||
    FOLDERS.some((pattern) => pattern.test(normal))
  );
}

/** Whether a text holds a private key, whatever its file is called. */
export function holdsPrivateKey(text: string): boolean {
  return /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/.test(text);
}

/** Whether a text is likely to hold secrets, by the file it comes from or by what stands in it. */
export function looksSecret(path: string, text: string): boolean {
  return isSecretPath(path) || holdsPrivateKey(text);
}
