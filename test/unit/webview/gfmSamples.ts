/** What GFM adds to CommonMark, one text for each case that its specification lists; the words are ours. */
export const gfmSamples: readonly string[] = [
  // Tables
  '| n | n² |\n| --- | --- |\n| 3 | 9 |\n',
  '| left | middle |\n:-: | -----------:\nsum | product\n',
  '| a\\|b |\n| ------ |\n| `\\|` code |\n| **\\|** bold |\n',
  '| n | n² |\n| --- | --- |\n| 3 | 9 |\n> a quote ends it\n',
  '| n | n² |\n| --- | --- |\n| 3 | 9 |\nstill a row\n\nno row\n',
  '| n | n² |\n| --- |\n| 3 |\n',
  '| n | n² |\n| --- | --- |\n| 3 |\n| 3 | 9 | 27 |\n',
  '| n | n² |\n| --- | --- |\n',
  'text before\n| n |\n| - |\n| 1 |\n# heading\n',
  '| n |\n|---|\n```\ncode\n```\n',
  // Task lists
  '- [ ] check the sum\n- [x] check the product\n',
  '- [x] outer\n  - [ ] inner\n  - [x] other\n- [ ] last\n',
  '- [] no box\n- [ x] none either\n',
  // Strikethrough
  '~~Wrong~~ Right: ~also~ this.\n',
  'This ~~has a\n\nnew paragraph~~.\n',
  'This will ~~~not~~~ strike.\n',
  // Autolinks
  'www.example.org\n',
  'See www.example.org/help for more.\n',
  'See www.example.org.\n\nSee www.example.org/a.b.\n',
  'www.example.org/search?q=(sum)\n\nwww.example.org/search?q=(sum))\n\n(www.example.org/search?q=(sum))\n',
  'www.example.org/search?q=(a)+ok\n',
  'www.example.org/search?q=sum&hl=en\n\nwww.example.org/search?q=sum&hl;\n',
  'www.example.org/he<lp\n',
  'http://example.org\n\n(see https://example.org/search?q=(sum))\n\nftp://example.org\n',
  'ask@example.org and ask+me@mail.example.org\n',
  'a.b-c_d@a.b\n\na.b-c_d@a.b.\n\na.b-c_d@a.b-\n\na.b-c_d@a.b_\n',
  'mailto:ask@example.org xmpp:ask@example.org/text\n',
  // Raw HTML
  '<strong> <title> <style> <em>\n\n<blockquote>\n  <xmp> is not let through. <XMP> neither.\n</blockquote>\n',
];
