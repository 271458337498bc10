/** Style sheets are imported as text; see the bundler's `.css` loader. */
declare module '*.css' {
  const text: string;
  export default text;
}
