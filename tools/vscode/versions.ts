/**
 * What a browser-served VS Code is made of, pinned. All of it comes from the npm registry.
 * code-server 4.N.M carries VS Code 1.N.M and needs the Node release beside it.
 */
export const VERSIONS = {
  codeServer: '4.139.1',
  node: '24.21.0',
  /** Raised when the steps of the installation change, so that older caches are not taken for whole. */
  recipe: 1,
} as const;
